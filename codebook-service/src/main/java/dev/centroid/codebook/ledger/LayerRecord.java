package dev.centroid.codebook.ledger;

import dev.centroid.protocol.artifact.Digest;
import dev.centroid.protocol.task.CodebookRef;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInput;
import java.io.DataInputStream;
import java.io.DataOutput;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** All that is known of one layer: a value, which is kept as bytes. */
public final class LayerRecord implements KnownVersions {

  private static final int DIGEST_BYTES = 32;
  private static final HexFormat HEX = HexFormat.of();

  private final String layer;
  private final SortedMap<Long, Digest> versions;
  private final SortedMap<Long, Round> rounds;

  private LayerRecord(
      String layer, SortedMap<Long, Digest> versions, SortedMap<Long, Round> rounds) {
    this.layer = layer;
    this.versions = versions;
    this.rounds = rounds;
  }

  /**
   * @param layer the layer's name
   * @param bytes as {@link #toBytes} gave them; empty when nothing is known
   * @throws IllegalArgumentException if they are something else
   */
  public static LayerRecord of(String layer, byte[] bytes) {
    TreeMap<Long, Digest> versions = new TreeMap<>();
    TreeMap<Long, Round> rounds = new TreeMap<>();
    if (bytes.length > 0) {
      try {
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
        for (int left = in.readInt(); left > 0; left--) {
          versions.put(in.readLong(), readDigest(in));
        }
        for (int left = in.readInt(); left > 0; left--) {
          rounds.put(in.readLong(), readRound(in));
        }
      } catch (IOException e) {
        throw new IllegalArgumentException("the record of layer " + layer + " is damaged", e);
      }
    }
    return new LayerRecord(layer, versions, rounds);
  }

  /** How many versions a record's bytes hold. */
  public static int versions(byte[] bytes) {
    return bytes.length == 0 ? 0 : ByteBuffer.wrap(bytes).getInt();
  }

  @Override
  public Optional<CodebookRef> newest() {
    return versions.isEmpty()
        ? Optional.empty()
        : digest(versions.lastKey())
            .map(digest -> new CodebookRef(layer, versions.lastKey(), digest));
  }

  @Override
  public Optional<Digest> digest(long version) {
    return Optional.ofNullable(versions.get(version));
  }

  /** The contributions of a round, if there are any. */
  public Optional<Round> round(long number) {
    return Optional.ofNullable(rounds.get(number));
  }

  /** With these versions more. */
  public LayerRecord with(List<CodebookRef> more) {
    TreeMap<Long, Digest> all = new TreeMap<>(versions);
    more.forEach(version -> all.put(version.version(), version.digest()));
    return new LayerRecord(layer, all, rounds);
  }

  /** With this contribution more. */
  public LayerRecord with(Contribution contribution) {
    TreeMap<Long, Round> all = new TreeMap<>(rounds);
    all.merge(
        contribution.base().version(),
        Round.of(contribution),
        (held, first) -> held.with(contribution));
    return new LayerRecord(layer, versions, all);
  }

  /** The record as bytes; equal records give equal bytes. */
  public byte[] toBytes() {
    try {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      DataOutputStream out = new DataOutputStream(bytes);
      out.writeInt(versions.size());
      for (Map.Entry<Long, Digest> version : versions.entrySet()) {
        out.writeLong(version.getKey());
        write(out, version.getValue());
      }
      out.writeInt(rounds.size());
      for (Map.Entry<Long, Round> round : rounds.entrySet()) {
        out.writeLong(round.getKey());
        write(out, round.getValue());
      }
      return bytes.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory failed", e);
    }
  }

  private static void write(DataOutput out, Round round) throws IOException {
    write(out, round.base());
    out.writeInt(round.shards());
    out.writeInt(round.arrived().size());
    for (Map.Entry<Integer, Digest> shard : round.arrived().entrySet()) {
      out.writeInt(shard.getKey());
      write(out, shard.getValue());
    }
  }

  private static Round readRound(DataInput in) throws IOException {
    Digest base = readDigest(in);
    int shards = in.readInt();
    SortedMap<Integer, Digest> arrived = new TreeMap<>();
    for (int left = in.readInt(); left > 0; left--) {
      arrived.put(in.readInt(), readDigest(in));
    }
    return new Round(base, shards, arrived);
  }

  private static void write(DataOutput out, Digest digest) throws IOException {
    out.write(HEX.parseHex(digest.hex()));
  }

  private static Digest readDigest(DataInput in) throws IOException {
    byte[] bytes = new byte[DIGEST_BYTES];
    in.readFully(bytes);
    return new Digest(HEX.formatHex(bytes));
  }
}
