package dev.centroid.quantization.torchscript;

import dev.centroid.quantization.InvalidInputException;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/**
 * Writes the entries of an archive in their order, each stored one beginning at a multiple of 64
 * bytes, as PyTorch lays them out so that storages can be mapped. Bytes depend on names and
 * contents only: the time of every entry is the earliest that zip can say. (Deflated entries depend
 * on the zlib of the machine too.)
 */
final class ArchiveWriter {

  private static final int ALIGNMENT = 64;
  private static final int LOCAL_SIGNATURE = 0x04034b50;
  private static final int LOCAL_LENGTH = 30;
  private static final int CENTRAL_SIGNATURE = 0x02014b50;
  private static final int CENTRAL_LENGTH = 46;
  private static final int END_SIGNATURE = 0x06054b50;
  private static final int END_LENGTH = 22;
  private static final short VERSION = 20;
  private static final short NAMES_ARE_UTF8 = 1 << 11;
  private static final short STORED = 0;
  private static final short DEFLATED = 8;
  private static final short MIDNIGHT = 0;
  private static final short FIRST_OF_JANUARY_1980 = 1 << 5 | 1;

  /** The extra field that PyTorch pads with: "FB", a length, and anything. */
  private static final short PADDING_ID = 'B' << 8 | 'F';

  private static final int EXTRA_HEADER_LENGTH = 4;
  private static final int CHUNK = 1 << 16;

  private final String file;
  private final List<Entry> entries;

  /**
   * @param file the name for messages
   */
  ArchiveWriter(String file, List<Entry> entries) {
    this.file = file;
    this.entries = List.copyOf(entries);
  }

  /**
   * An entry to be written.
   *
   * @param name in full, with the top folder
   * @param size bytes that its content takes in the file
   * @param content asked for once, when its turn comes; deflated if the entry is
   * @param unfolded what a deflated entry's content was before; empty for a stored one
   */
  record Entry(String name, long size, Supplier<ByteBuffer> content, Optional<Unfolded> unfolded) {

    static Entry stored(String name, long size, Supplier<ByteBuffer> content) {
      return new Entry(name, size, content, Optional.empty());
    }

    static Entry of(String name, ByteBuffer content) {
      return stored(name, content.remaining(), () -> content);
    }

    /** Itself, deflated if that takes fewer bytes. */
    Entry deflated() {
      ByteBuffer plain = content.get();
      ByteBuffer deflated = deflate(plain);
      return deflated.remaining() < plain.remaining()
          ? new Entry(
              name,
              deflated.remaining(),
              () -> deflated,
              Optional.of(new Unfolded(plain.remaining(), checksum(plain))))
          : of(name, plain);
    }

    private static ByteBuffer deflate(ByteBuffer content) {
      Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION, true);
      try {
        deflater.setInput(content.duplicate());
        deflater.finish();
        ByteArrayOutputStream deflated = new ByteArrayOutputStream();
        byte[] chunk = new byte[CHUNK];
        while (!deflater.finished()) {
          deflated.write(chunk, 0, deflater.deflate(chunk));
        }
        return ByteBuffer.wrap(deflated.toByteArray());
      } finally {
        deflater.end();
      }
    }
  }

  /** Size and checksum of a content. */
  record Unfolded(int size, int checksum) {}

  private record Placed(
      String name, int size, Unfolded unfolded, boolean deflated, int offset, int paddingLength) {

    byte[] nameBytes() {
      return name.getBytes(StandardCharsets.UTF_8);
    }

    int end() {
      return offset + LOCAL_LENGTH + nameBytes().length + paddingLength + size;
    }
  }

  /**
   * @return the whole file
   * @throws InvalidInputException if it would be too large for the reader, or has too many entries
   */
  byte[] write() {
    if (entries.size() > ZipDirectoryReader.MOST_ENTRIES) {
      throw new InvalidInputException(
          file + ": would have more than " + ZipDirectoryReader.MOST_ENTRIES + " entries");
    }
    int size = size();
    ByteBuffer target = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    List<Placed> placed = new ArrayList<>();
    for (Entry entry : entries) {
      ByteBuffer content = entry.content().get();
      Unfolded unfolded =
          entry.unfolded().orElseGet(() -> new Unfolded(content.remaining(), checksum(content)));
      Placed place = place(entry, target.position(), unfolded);
      writeLocal(target, place);
      target.put(content.duplicate());
      placed.add(place);
    }
    int directory = target.position();
    placed.forEach(place -> writeCentral(target, place));
    writeEnd(target, placed.size(), directory);
    return target.array();
  }

  private int size() {
    long size = END_LENGTH;
    for (Entry entry : entries) {
      size += CENTRAL_LENGTH + name(entry).length;
    }
    long offset = 0;
    for (Entry entry : entries) {
      if (offset + size + entry.size() + LOCAL_LENGTH + 2 * ALIGNMENT + name(entry).length
          > Integer.MAX_VALUE) {
        throw new InvalidInputException(file + ": would have 2 GiB or more when it is unfolded");
      }
      offset = place(entry, (int) offset, new Unfolded(0, 0)).end();
    }
    return (int) (offset + size);
  }

  private static Placed place(Entry entry, int offset, Unfolded unfolded) {
    boolean deflated = entry.unfolded().isPresent();
    return new Placed(
        entry.name(),
        (int) entry.size(),
        unfolded,
        deflated,
        offset,
        deflated ? 0 : paddingLength(offset + LOCAL_LENGTH + name(entry).length));
  }

  private static int paddingLength(int extraAt) {
    return EXTRA_HEADER_LENGTH + Math.floorMod(-(extraAt + EXTRA_HEADER_LENGTH), ALIGNMENT);
  }

  private static byte[] name(Entry entry) {
    return entry.name().getBytes(StandardCharsets.UTF_8);
  }

  private static int checksum(ByteBuffer content) {
    CRC32 checksum = new CRC32();
    checksum.update(content.duplicate());
    return (int) checksum.getValue();
  }

  private static void writeLocal(ByteBuffer target, Placed place) {
    target.putInt(LOCAL_SIGNATURE);
    writeCommon(target, place);
    target.putShort((short) place.paddingLength());
    target.put(place.nameBytes());
    if (!place.deflated()) {
      int padding = place.paddingLength() - EXTRA_HEADER_LENGTH;
      target.putShort(PADDING_ID).putShort((short) padding).put(new byte[padding]);
    }
  }

  private static void writeCentral(ByteBuffer target, Placed place) {
    target.putInt(CENTRAL_SIGNATURE).putShort(VERSION);
    writeCommon(target, place);
    short none = 0;
    target.putShort(none).putShort(none).putShort(none).putShort(none);
    target.putInt(0).putInt(place.offset()).put(place.nameBytes());
  }

  private static void writeCommon(ByteBuffer target, Placed place) {
    target.putShort(VERSION).putShort(NAMES_ARE_UTF8);
    target.putShort(place.deflated() ? DEFLATED : STORED);
    target.putShort(MIDNIGHT).putShort(FIRST_OF_JANUARY_1980);
    target.putInt(place.unfolded().checksum()).putInt(place.size()).putInt(place.unfolded().size());
    target.putShort((short) place.nameBytes().length);
  }

  private static void writeEnd(ByteBuffer target, int count, int directory) {
    int length = target.position() - directory;
    short firstDisk = 0;
    short noComment = 0;
    target.putInt(END_SIGNATURE).putShort(firstDisk).putShort(firstDisk);
    target.putShort((short) count).putShort((short) count);
    target.putInt(length).putInt(directory).putShort(noComment);
  }
}
