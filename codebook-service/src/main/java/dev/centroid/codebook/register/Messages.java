package dev.centroid.codebook.register;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInput;
import java.io.DataInputStream;
import java.io.DataOutput;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** Requests, replies and registers as bytes. */
public final class Messages {

  private static final int LONGEST_VALUE = 1 << 30;

  private Messages() {}

  private interface Writer {
    void write(DataOutput out) throws IOException;
  }

  private interface Reader<T> {
    T read(DataInput in) throws IOException;
  }

  /** A request as bytes. */
  public static byte[] encode(Request request) {
    return written(
        out -> {
          out.writeUTF(request.operation().name());
          out.writeUTF(request.key());
          write(out, request.ballot());
          write(out, request.value());
        });
  }

  /**
   * Reads a request.
   *
   * @throws IllegalArgumentException if the bytes are not one
   */
  public static Request request(byte[] bytes) {
    return read(
        bytes,
        in ->
            new Request(
                Request.Operation.valueOf(in.readUTF()),
                in.readUTF(),
                readBallot(in),
                readBytes(in)));
  }

  /** A reply as bytes. */
  public static byte[] encode(Reply reply) {
    return written(
        out -> {
          out.writeUTF(reply.node());
          out.writeUTF(reply.outcome().name());
          write(out, reply.ballot());
          out.writeInt(reply.held().size());
          for (Held held : reply.held()) {
            write(out, held);
          }
        });
  }

  /**
   * Reads a reply.
   *
   * @throws IllegalArgumentException if the bytes are not one
   */
  public static Reply reply(byte[] bytes) {
    return read(
        bytes,
        in -> {
          String node = in.readUTF();
          Reply.Outcome outcome = Reply.Outcome.valueOf(in.readUTF());
          Ballot ballot = readBallot(in);
          List<Held> held = new ArrayList<>();
          for (int left = in.readInt(); left > 0; left--) {
            held.add(readHeld(in));
          }
          return new Reply(node, outcome, ballot, held);
        });
  }

  /** A register as bytes. */
  public static byte[] encode(Held held) {
    return written(out -> write(out, held));
  }

  /**
   * Reads a register.
   *
   * @throws IllegalArgumentException if the bytes are not one
   */
  public static Held held(byte[] bytes) {
    return read(bytes, Messages::readHeld);
  }

  /** A ballot as bytes. */
  public static byte[] encode(Ballot ballot) {
    return written(out -> write(out, ballot));
  }

  /**
   * Reads a ballot.
   *
   * @throws IllegalArgumentException if the bytes are not one
   */
  public static Ballot ballot(byte[] bytes) {
    return read(bytes, Messages::readBallot);
  }

  private static void write(DataOutput out, Held held) throws IOException {
    out.writeUTF(held.key());
    write(out, held.promised());
    write(out, held.accepted());
    write(out, held.value());
  }

  private static Held readHeld(DataInput in) throws IOException {
    return new Held(in.readUTF(), readBallot(in), readBallot(in), readBytes(in));
  }

  private static void write(DataOutput out, Ballot ballot) throws IOException {
    out.writeLong(ballot.number());
    out.writeUTF(ballot.node());
    out.writeLong(ballot.incarnation());
  }

  private static Ballot readBallot(DataInput in) throws IOException {
    return new Ballot(in.readLong(), in.readUTF(), in.readLong());
  }

  private static void write(DataOutput out, byte[] bytes) throws IOException {
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  private static byte[] readBytes(DataInput in) throws IOException {
    int length = in.readInt();
    if (length < 0 || length > LONGEST_VALUE) {
      throw new IOException("a value of " + length + " bytes");
    }
    byte[] bytes = new byte[length];
    in.readFully(bytes);
    return bytes;
  }

  private static byte[] written(Writer writer) {
    try {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      writer.write(new DataOutputStream(bytes));
      return bytes.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException("a name is too long to be sent", e);
    }
  }

  private static <T> T read(byte[] bytes, Reader<T> reader) {
    try {
      return reader.read(new DataInputStream(new ByteArrayInputStream(bytes)));
    } catch (IOException e) {
      throw new IllegalArgumentException("a message of " + bytes.length + " bytes is damaged", e);
    }
  }
}
