package dev.centroid.quantization.torchscript;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** An archive made from another one: entries change, come and go; the others stay as they are. */
final class ArchiveEdit {

  /** What the names of entries that map code to Python's lines end with. */
  static final String DEBUG = ".debug_pkl";

  private static final String SERIALIZATION_ID = ".data/serialization_id";

  private final String file;
  private final ZipArchive zip;
  private final Map<String, ByteBuffer> contents = new LinkedHashMap<>();
  private final Set<String> dropped = new HashSet<>();
  private boolean compact;

  ArchiveEdit(String file, ZipArchive zip) {
    this.file = file;
    this.zip = zip;
  }

  /**
   * Changes an entry, or adds it.
   *
   * @param path below the top folder
   * @param content from position to limit; not copied
   */
  ArchiveEdit put(String path, ByteBuffer content) {
    contents.put(zip.fullName(path), content);
    return this;
  }

  /** As {@link #put(String, ByteBuffer)}, for text. */
  ArchiveEdit put(String path, String text) {
    return put(path, ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
  }

  /** Leaves an entry out, if there is one. */
  ArchiveEdit drop(String path) {
    dropped.add(zip.fullName(path));
    return this;
  }

  /** Whether there is an entry, before or after the changes. */
  boolean has(String path) {
    return zip.find(path).isPresent() || contents.containsKey(zip.fullName(path));
  }

  /**
   * Leaves out all other storages.
   *
   * @param keys of storages
   */
  ArchiveEdit keepStorages(Set<String> keys) {
    zip.paths().stream()
        .filter(path -> path.startsWith(TorchScriptArchive.STORAGES))
        .filter(path -> !keys.contains(path.substring(TorchScriptArchive.STORAGES.length())))
        .forEach(this::drop);
    return this;
  }

  /** Deflates what gets smaller by it, and leaves out what nothing needs to run the model. */
  ArchiveEdit compact() {
    compact = true;
    zip.paths().stream()
        .filter(path -> path.endsWith(DEBUG) || path.equals(SERIALIZATION_ID))
        .forEach(this::drop);
    return this;
  }

  /**
   * @return the whole file: the entries in their old order, then the added ones as they came
   */
  byte[] write() {
    Map<String, ByteBuffer> added = new LinkedHashMap<>(contents);
    Map<String, ByteBuffer> changed = new HashMap<>();
    for (ZipEntryInfo entry : zip.entries()) {
      ByteBuffer content = added.remove(entry.name());
      if (content != null) {
        changed.put(entry.name(), content);
      }
    }
    List<ArchiveWriter.Entry> entries = new ArrayList<>();
    for (ZipEntryInfo entry : zip.entries()) {
      ByteBuffer content = changed.get(entry.name());
      if (content != null) {
        entries.add(ArchiveWriter.Entry.of(entry.name(), content));
      } else if (!dropped.contains(entry.name())) {
        entries.add(ArchiveWriter.Entry.stored(entry.name(), entry.size(), () -> zip.read(entry)));
      }
    }
    added.forEach((name, content) -> entries.add(ArchiveWriter.Entry.of(name, content)));
    return new ArchiveWriter(
            file, compact ? entries.stream().map(ArchiveWriter.Entry::deflated).toList() : entries)
        .write();
  }
}
