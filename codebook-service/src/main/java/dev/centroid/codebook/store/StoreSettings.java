package dev.centroid.codebook.store;

import dev.centroid.quantization.InvalidInputException;
import java.nio.file.Path;

/**
 * How a store of codebooks is set up.
 *
 * @param directory holds its state, and belongs to one store at a time
 * @param versionsHeld of each layer, so many of the newest contents are held; older ones are read
 *     from the artifact store
 * @param memoryBytes of contents held in memory; further ones are read from the artifact store
 */
public record StoreSettings(Path directory, int versionsHeld, long memoryBytes) {

  private static final int DEFAULT_VERSIONS_HELD = 4;
  private static final long DEFAULT_MEMORY_BYTES = 64L << 20;

  public StoreSettings {
    if (versionsHeld < 1) {
      throw new InvalidInputException(
          "the codebook store must hold at least 1 version of a layer, but is told to hold "
              + versionsHeld);
    }
    if (memoryBytes < 1) {
      throw new InvalidInputException(
          "the codebook store's memory must be positive, but is given as "
              + memoryBytes
              + " bytes");
    }
    directory = directory.toAbsolutePath().normalize();
  }

  /** The usual settings. */
  public static StoreSettings in(Path directory) {
    return new StoreSettings(directory, DEFAULT_VERSIONS_HELD, DEFAULT_MEMORY_BYTES);
  }
}
