package dev.centroid.quantization.torchscript;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.stream.Stream;

/** The committed archives, made by {@code src/test/python/make_archives.py}. */
final class Archives {

  private Archives() {}

  static Stream<String> names() {
    return Stream.of(
        "conv_scripted",
        "conv_scripted_deflated",
        "conv_traced",
        "language_scripted",
        "language_traced",
        "recurrent_scripted",
        "recurrent_traced",
        "twice_scripted",
        "storages_scripted",
        "attributes_scripted");
  }

  static TorchScriptArchive open(String name) {
    return TorchScriptArchive.parse(bytes(name + ".pt"), name + ".pt");
  }

  /** What PyTorch says of the archive. */
  static JsonNode expected(String name) {
    try {
      return new ObjectMapper().readTree(bytes(name + ".json"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static byte[] bytes(String file) {
    try (InputStream stream =
        Objects.requireNonNull(Archives.class.getResourceAsStream("/archives/" + file), file)) {
      return stream.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
