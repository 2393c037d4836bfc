package dev.centroid.quantization.recipe;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.centroid.quantization.ReadOrRefused;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.provider.MethodSource;

/** Any text as a recipe. */
@Tag("fuzz")
class RecipeFuzz {

  static Stream<byte[]> recipes() throws IOException {
    return RecipeDocumentationTest.yamlBlocks().stream()
        .map(yaml -> yaml.getBytes(StandardCharsets.UTF_8));
  }

  @MethodSource("recipes")
  @FuzzTest
  void isReadOrRefused(byte[] yaml) {
    ReadOrRefused.of(
        () -> RecipeParser.parse(new String(yaml, StandardCharsets.UTF_8), "recipe.yaml"));
  }
}
