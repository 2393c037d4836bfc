package dev.centroid.codebook.store;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.sqlite.SQLiteJDBCLoader;

/**
 * SQLite's native library, which has to be unpacked to be loaded. In the directory for temporary
 * files each process that is killed would leave a copy.
 */
final class SqliteLibrary {

  private static final String UNPACKED_IN = "org.sqlite.tmpdir";

  private SqliteLibrary() {}

  /**
   * Loads the library, if this process has not yet.
   *
   * @param directory where to unpack it; nobody else's. What it holds is deleted.
   * @throws IOException if it cannot be unpacked there or loaded
   */
  static synchronized void load(Path directory) throws IOException {
    Files.createDirectories(directory);
    try (DirectoryStream<Path> unpacked = Files.newDirectoryStream(directory)) {
      for (Path old : unpacked) {
        Files.delete(old);
      }
    }
    System.setProperty(UNPACKED_IN, directory.toString());
    try {
      SQLiteJDBCLoader.initialize();
    } catch (Exception e) {
      throw new IOException("SQLite's native library cannot be loaded from " + directory, e);
    } finally {
      System.clearProperty(UNPACKED_IN);
    }
  }
}
