package dev.centroid.worker.engine;

import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.centroid.quantization.torchscript.TorchScriptArchive;
import dev.centroid.worker.SampleData;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/** The archives of PyTorch that the module {@code quantization} keeps for its tests. */
final class TestArchives {

  private static final Path FOLDER = Path.of("../quantization/src/test/resources/archives");

  private TestArchives() {}

  /** Names of archives, each with an input as {@link TestInputs} takes it. */
  static Stream<Arguments> withInputs() {
    return Stream.of(
        arguments("conv_scripted", "2x3x12x12"),
        arguments("conv_traced", "2x3x12x12"),
        arguments("language_scripted", "2x5 of 11"),
        arguments("language_traced", "1x3 of 11"),
        arguments("recurrent_scripted", "2x5x4"),
        arguments("recurrent_traced", "1x5x4"),
        arguments("twice_scripted", "2x3"),
        arguments("storages_scripted", "2x4"),
        arguments("attributes_scripted", "3x2"));
  }

  /** One of these archives, or one of this module's own models. */
  static TorchScriptArchive parsed(String name) {
    boolean kept = Files.exists(file(name));
    return TorchScriptArchive.parse(kept ? bytes(name) : SampleData.model(name), name);
  }

  static byte[] bytes(String name) {
    try {
      return Files.readAllBytes(file(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path file(String name) {
    return FOLDER.resolve(name + ".pt");
  }
}
