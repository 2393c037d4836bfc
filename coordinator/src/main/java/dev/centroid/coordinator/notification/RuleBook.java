package dev.centroid.coordinator.notification;

import dev.centroid.artifact.s3.BucketObject;
import dev.centroid.artifact.s3.S3Objects;
import dev.centroid.protocol.artifact.ArtifactStore;
import java.util.List;

/**
 * The rules, and where models come from and go to.
 *
 * @param rules all of them; an object is compressed by each that matches
 * @param objects read from there
 * @param artifacts put there
 */
public record RuleBook(List<CompressionRule> rules, S3Objects objects, ArtifactStore artifacts) {

  public RuleBook {
    rules = List.copyOf(rules);
  }

  /** The rules for an object. */
  List<CompressionRule> matching(BucketObject object) {
    return rules.stream().filter(rule -> rule.matches(object)).toList();
  }
}
