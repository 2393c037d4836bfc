package dev.centroid.quantization.safetensors;

import dev.centroid.quantization.InvalidInputException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A file on disk. Each slice is a mapping of its own, since one mapping cannot exceed 2 GiB; pages
 * are read when they are touched.
 */
record MappedSource(Path file, long size) implements Source {

  static MappedSource open(Path file) {
    try {
      if (Files.isDirectory(file)) {
        throw new InvalidInputException(file + ": is a directory; give the path of a file");
      }
      return new MappedSource(file, Files.size(file));
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  @Override
  public ByteBuffer slice(long offset, int length) {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      if (channel.size() != size) {
        throw new InvalidInputException(
            file + ": its size changed while it was read; give a file that nobody writes to");
      }
      return channel.map(MapMode.READ_ONLY, offset, length);
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  private static InvalidInputException unreadable(Path file, IOException cause) {
    String problem =
        cause instanceof NoSuchFileException
            ? "there is no such file; check the path"
            : "cannot be read (" + cause.getMessage() + "); check its permissions";
    return new InvalidInputException(file + ": " + problem, cause);
  }
}
