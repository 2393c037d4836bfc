package dev.centroid.coordinator;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.rocksdb.NativeLibraryLoader;

/**
 * RocksDB's native library, which has to be unpacked to be loaded. In the directory for temporary
 * files each process that is killed would leave a copy of 15 MB.
 */
final class RocksLibrary {

  private RocksLibrary() {}

  /**
   * Loads the library, if this process has not yet.
   *
   * @param directory where to unpack it, in place of what was unpacked there before
   * @throws IllegalStateException if it cannot be unpacked there or loaded
   */
  static void load(Path directory) {
    try {
      Files.createDirectories(directory);
      NativeLibraryLoader.getInstance().loadLibrary(directory.toString());
    } catch (IOException | UnsatisfiedLinkError e) {
      throw new IllegalStateException(
          "RocksDB's native library cannot be loaded from "
              + directory
              + " ("
              + e.getMessage()
              + "); make it a directory that may be written to and executed from",
          e);
    }
  }
}
