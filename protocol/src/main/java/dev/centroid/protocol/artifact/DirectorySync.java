package dev.centroid.protocol.artifact;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Makes what happened in a directory outlast a power failure. */
final class DirectorySync {

  private DirectorySync() {}

  /** Writes a directory's entries (a rename into it, a file made in it) to the disk. */
  static void force(Path directory) throws IOException {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  /** Makes a directory durably, unless it is there; its parent must be there. */
  static void ensure(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      Files.createDirectories(directory);
      Path parent = directory.getParent();
      if (parent != null) {
        force(parent);
      }
    }
  }
}
