package dev.centroid.quantization.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class RecipeDocumentationTest {

  private static final Path REPOSITORY = Path.of("..");
  private static final Pattern YAML_BLOCK = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL);
  private static final Pattern KEY_TABLE =
      Pattern.compile("\\| key \\| default \\| meaning \\|\n\\|---\\|---\\|---\\|\n((?:\\|.*\n)+)");
  private static final Pattern FIRST_CELL = Pattern.compile("(?m)^\\| `(\\w+)` \\|");

  @ParameterizedTest
  @MethodSource("yamlBlocks")
  void everyYamlBlockOfTheGuideIsAValidRecipe(String yaml) {
    assertThatCode(() -> RecipeParser.parse(yaml, "docs/recipe.md")).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @EnumSource(RecipeSection.class)
  void everySectionHasATableOfExactlyItsKeys(RecipeSection section) throws IOException {
    assertThat(documentedTables()).contains(section.keys());
  }

  @Test
  void everyShippedBenchmarkRecipeIsValid() throws IOException {
    // given
    Path benchmarks = REPOSITORY.resolve("benchmarks");

    // then
    try (Stream<Path> files = Files.walk(benchmarks)) {
      assertThat(files.filter(file -> file.toString().endsWith(".yaml")).toList())
          .isNotEmpty()
          .allSatisfy(file -> RecipeParser.parse(Files.readString(file), file.toString()));
    }
  }

  static List<String> yamlBlocks() throws IOException {
    return YAML_BLOCK.matcher(guide()).results().map(block -> block.group(1)).toList();
  }

  private static List<List<String>> documentedTables() throws IOException {
    return KEY_TABLE.matcher(guide()).results().map(RecipeDocumentationTest::keys).toList();
  }

  private static List<String> keys(MatchResult table) {
    return FIRST_CELL.matcher(table.group(1)).results().map(row -> row.group(1)).toList();
  }

  private static String guide() throws IOException {
    return Files.readString(REPOSITORY.resolve("docs/recipe.md"));
  }
}
