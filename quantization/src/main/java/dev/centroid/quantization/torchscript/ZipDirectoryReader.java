package dev.centroid.quantization.torchscript;

import dev.centroid.quantization.InvalidInputException;
import dev.centroid.quantization.Printable;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Reads and checks the directory of a zip file (PKWARE's APPNOTE 6.3). Every offset, size and name
 * is checked here, so that later code can use entries as they are. libtorch goes by the central
 * directory; a local header that says something else is refused.
 */
final class ZipDirectoryReader {

  /** As many as fit without the 64-bit form of the directory. */
  static final int MOST_ENTRIES = 65_534;

  /** Contents may be this much longer than the file, ... */
  static final int HIGHEST_RATIO = 200;

  /** ... beyond this many bytes, which are always allowed. */
  static final long ALWAYS_ALLOWED_BYTES = 16L << 20;

  private static final int END_SIGNATURE = 0x06054b50;
  private static final int END_LENGTH = 22;
  private static final int LONGEST_COMMENT = 0xffff;
  private static final int END64_LOCATOR_SIGNATURE = 0x07064b50;
  private static final int END64_LOCATOR_LENGTH = 20;
  private static final int END64_SIGNATURE = 0x06064b50;
  private static final int END64_LENGTH = 56;
  private static final int CENTRAL_SIGNATURE = 0x02014b50;
  private static final int CENTRAL_LENGTH = 46;
  private static final int LOCAL_SIGNATURE = 0x04034b50;
  private static final int LOCAL_LENGTH = 30;
  private static final int ENCRYPTED = 1;
  private static final int STORED = 0;
  private static final int DEFLATED = 8;

  private final ByteBuffer zip;
  private final String file;

  ZipDirectoryReader(ByteBuffer zip, String file) {
    this.zip = zip.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    this.file = file;
  }

  /** Whether the file ends as a zip file does. */
  boolean isZip() {
    return findEnd() >= 0;
  }

  /**
   * @return all entries, in the directory's order
   * @throws InvalidInputException if the directory is not sound
   */
  List<ZipEntryInfo> entries() {
    int end = findEnd();
    require(end >= 0, "is not a zip file");
    long count = uint16(end + 10);
    long length = uint32(end + 12);
    long start = uint32(end + 16);
    long directoryEnd = end;
    int locator = end - END64_LOCATOR_LENGTH;
    if (locator >= 0 && zip.getInt(locator) == END64_LOCATOR_SIGNATURE) {
      directoryEnd = checkedEnd64(zip.getLong(locator + 8), locator, count, length, start);
    }
    require(count <= MOST_ENTRIES, "has more than " + MOST_ENTRIES + " entries");
    require(start + length == directoryEnd, "its zip directory is not where it should be");
    List<ZipEntryInfo> entries = new ArrayList<>();
    Set<String> names = new HashSet<>();
    long at = start;
    for (long i = 0; i < count; i++) {
      require(at + CENTRAL_LENGTH <= directoryEnd, "its zip directory is cut short");
      ZipEntryInfo entry = entry((int) at, start, directoryEnd);
      require(names.add(entry.name()), "has two entries named " + Printable.quoted(entry.name()));
      entries.add(entry);
      at += CENTRAL_LENGTH + uint16((int) at + 28) + uint16((int) at + 30) + uint16((int) at + 32);
    }
    require(at == directoryEnd, "its zip directory has something after its last entry");
    checkSpace(entries);
    return entries;
  }

  private int findEnd() {
    int last = zip.capacity() - END_LENGTH;
    for (int at = last; at >= Math.max(0, last - LONGEST_COMMENT); at--) {
      if (zip.getInt(at) == END_SIGNATURE && uint16(at + 20) == last - at) {
        return at;
      }
    }
    return -1;
  }

  /** PyTorch always writes the 64-bit record; in files below 2 GiB it must repeat the other. */
  private long checkedEnd64(long at, int locator, long count, long length, long start) {
    require(at >= 0 && at <= locator - END64_LENGTH, "its 64-bit zip directory is misplaced");
    int record = (int) at;
    require(
        zip.getInt(record) == END64_SIGNATURE
            && zip.getLong(record + 32) == count
            && zip.getLong(record + 40) == length
            && zip.getLong(record + 48) == start,
        "its two zip directories contradict each other");
    return at;
  }

  private ZipEntryInfo entry(int at, long dataLimit, long directoryEnd) {
    require(zip.getInt(at) == CENTRAL_SIGNATURE, "its zip directory is damaged");
    int nameLength = uint16(at + 28);
    require(at + CENTRAL_LENGTH + nameLength <= directoryEnd, "its zip directory is cut short");
    String name = name(at + CENTRAL_LENGTH, nameLength);
    String entry = "entry " + Printable.quoted(name);
    int method = uint16(at + 10);
    require((uint16(at + 8) & ENCRYPTED) == 0, entry + " is encrypted");
    require(method == STORED || method == DEFLATED, entry + " uses compression method " + method);
    long compressedSize = uint32(at + 20);
    long size = uint32(at + 24);
    long local = uint32(at + 42);
    require(method == DEFLATED || compressedSize == size, entry + " is stored with two sizes");
    require(size <= Integer.MAX_VALUE, entry + " has 2 GiB or more");
    require(local + LOCAL_LENGTH + nameLength <= dataLimit, entry + " lies outside the file");
    int header = (int) local;
    require(
        zip.getInt(header) == LOCAL_SIGNATURE
            && uint16(header + 8) == method
            && uint16(header + 26) == nameLength
            && name.equals(name(header + LOCAL_LENGTH, nameLength)),
        entry + " is described differently in two places");
    long data = local + LOCAL_LENGTH + nameLength + uint16(header + 28);
    require(data + compressedSize <= dataLimit, entry + " lies outside the file");
    return new ZipEntryInfo(
        name, method == DEFLATED, zip.getInt(at + 16), compressedSize, size, local, data);
  }

  private String name(int at, int length) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(zip.slice(at, length)).toString();
    } catch (CharacterCodingException e) {
      throw new InvalidInputException(file + ": has an entry whose name is not UTF-8", e);
    }
  }

  /** No two entries share bytes, and what they unfold to is in proportion to the file. */
  private void checkSpace(List<ZipEntryInfo> entries) {
    long end = 0;
    long total = 0;
    for (ZipEntryInfo entry :
        entries.stream().sorted(Comparator.comparingLong(ZipEntryInfo::localOffset)).toList()) {
      require(
          entry.localOffset() >= end,
          "entry " + Printable.quoted(entry.name()) + " overlaps another");
      end = entry.dataEnd();
      total += entry.size();
    }
    long allowed = ALWAYS_ALLOWED_BYTES + (long) HIGHEST_RATIO * zip.capacity();
    require(total <= allowed, "would unfold to " + total + " bytes, too many for its size");
  }

  private int uint16(int at) {
    return Short.toUnsignedInt(zip.getShort(at));
  }

  private long uint32(int at) {
    return Integer.toUnsignedLong(zip.getInt(at));
  }

  private void require(boolean condition, String problem) {
    if (!condition) {
      throw new InvalidInputException(
          file + ": " + problem + "; save the model again with torch.jit.save");
    }
  }
}
