package dev.centroid.codebook.cluster;

import dev.centroid.codebook.ledger.LayerKey;
import dev.centroid.protocol.artifact.Digest;
import dev.centroid.protocol.task.CodebookRef;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * A version that has been agreed on, for those who watch the job on other nodes.
 *
 * @param key of the layer
 * @param version the version
 */
record News(LayerKey key, CodebookRef version) {

  byte[] encode() {
    try {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      DataOutputStream out = new DataOutputStream(bytes);
      out.writeUTF(key.jobId());
      out.writeUTF(key.layer());
      out.writeLong(version.version());
      out.writeUTF(version.digest().hex());
      return bytes.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException("a name is too long to be sent", e);
    }
  }

  static News decode(byte[] bytes) {
    try {
      DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
      LayerKey key = new LayerKey(in.readUTF(), in.readUTF());
      return new News(key, new CodebookRef(key.layer(), in.readLong(), new Digest(in.readUTF())));
    } catch (IOException e) {
      throw new IllegalArgumentException("news of " + bytes.length + " bytes are damaged", e);
    }
  }
}
