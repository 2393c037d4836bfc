package dev.centroid.quantization.torchscript;

import dev.centroid.quantization.InvalidInputException;
import dev.centroid.quantization.Printable;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** The entries of a TorchScript file, all under one top folder, and their contents. */
final class ZipArchive {

  private final String file;
  private final ByteBuffer zip;
  private final List<ZipEntryInfo> entries;
  private final String folder;
  private final Map<String, ZipEntryInfo> byName;

  private ZipArchive(String file, ByteBuffer zip, List<ZipEntryInfo> entries, String folder) {
    this.file = file;
    this.zip = zip;
    this.entries = entries;
    this.folder = folder;
    this.byName =
        entries.stream().collect(Collectors.toMap(ZipEntryInfo::name, Function.identity()));
  }

  /**
   * @param zip the whole file
   * @param file the name for messages
   * @throws InvalidInputException if it is no sound zip file, or a name leads elsewhere
   */
  static ZipArchive of(ByteBuffer zip, String file) {
    List<ZipEntryInfo> entries = new ZipDirectoryReader(zip, file).entries();
    return new ZipArchive(file, zip, entries, EntryNames.topFolder(entries, file));
  }

  /** The name of an entry, the top folder included. */
  String fullName(String path) {
    return folder + path;
  }

  /** The paths below the top folder of all entries, in the file's order. */
  List<String> paths() {
    return entries.stream().map(entry -> entry.name().substring(folder.length())).toList();
  }

  /** All entries, in the file's order. */
  List<ZipEntryInfo> entries() {
    return entries;
  }

  /**
   * @param path below the top folder
   */
  Optional<ZipEntryInfo> find(String path) {
    return Optional.ofNullable(byName.get(fullName(path)));
  }

  /** Whether anything lies in this folder below the top folder. */
  boolean hasFolder(String path) {
    return entries.stream().anyMatch(entry -> entry.name().startsWith(folder + path));
  }

  /**
   * @param entry one of this archive's
   * @return its content, read-only and little-endian; only one that is compressed takes memory
   * @throws InvalidInputException if it is damaged
   */
  ByteBuffer read(ZipEntryInfo entry) {
    ByteBuffer data = zip.slice((int) entry.dataOffset(), (int) entry.compressedSize());
    ByteBuffer content = entry.deflated() ? inflate(entry, data) : data;
    CRC32 checksum = new CRC32();
    checksum.update(content.duplicate());
    if ((int) checksum.getValue() != entry.checksum()) {
      throw damaged(entry, "does not match its checksum");
    }
    return content.asReadOnlyBuffer().order(ByteOrder.LITTLE_ENDIAN);
  }

  /**
   * As {@link #read}, for an entry that is small in every sound archive.
   *
   * @throws InvalidInputException if it has more than {@code limit} bytes
   */
  ByteBuffer readAtMost(ZipEntryInfo entry, int limit) {
    if (entry.size() > limit) {
      throw damaged(entry, "has " + entry.size() + " bytes, more than the " + limit + " allowed");
    }
    return read(entry);
  }

  private ByteBuffer inflate(ZipEntryInfo entry, ByteBuffer data) {
    ByteBuffer content = ByteBuffer.allocate((int) entry.size());
    Inflater inflater = new Inflater(true);
    try {
      inflater.setInput(data);
      boolean progress = true;
      while (content.hasRemaining() && progress) {
        progress = inflater.inflate(content) > 0;
      }
      boolean longer = inflater.inflate(ByteBuffer.allocate(1)) > 0;
      if (content.hasRemaining() || longer || !inflater.finished()) {
        throw damaged(entry, "unfolds to another size than it states");
      }
      return content.flip();
    } catch (DataFormatException e) {
      throw damaged(entry, "cannot be unfolded");
    } finally {
      inflater.end();
    }
  }

  private InvalidInputException damaged(ZipEntryInfo entry, String problem) {
    return new InvalidInputException(
        file
            + ": entry "
            + Printable.quoted(entry.name())
            + " "
            + problem
            + "; save the model again with torch.jit.save");
  }
}
