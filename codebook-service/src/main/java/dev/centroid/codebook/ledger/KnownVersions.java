package dev.centroid.codebook.ledger;

import dev.centroid.protocol.artifact.Digest;
import dev.centroid.protocol.task.CodebookRef;
import java.util.Optional;

/** What is known of one layer. A version that is known never changes. */
public interface KnownVersions {

  /** The newest known version. */
  Optional<CodebookRef> newest();

  /** The digest of a version, if it is known. */
  Optional<Digest> digest(long version);
}
