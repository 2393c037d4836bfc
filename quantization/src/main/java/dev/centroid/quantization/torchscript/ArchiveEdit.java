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

  private final String file;
  private final ZipArchive zip;
  private final Map<String, ByteBuffer> contents = new LinkedHashMap<>();
  private final Set<String> dropped = new HashSet<>();

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
        entries.add(new ArchiveWriter.Entry(entry.name(), entry.size(), () -> zip.read(entry)));
      }
    }
    added.forEach((name, content) -> entries.add(ArchiveWriter.Entry.of(name, content)));
    return new ArchiveWriter(file, entries).write();
  }
}
