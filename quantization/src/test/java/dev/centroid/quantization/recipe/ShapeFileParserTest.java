package dev.centroid.quantization.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.centroid.quantization.InvalidInputException;
import dev.centroid.quantization.recipe.TensorShape.ElementType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShapeFileParserTest {

  private static final Pattern YAML_BLOCK = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL);
  private static final Pattern KEY_ROW = Pattern.compile("(?m)^\\| `(\\w+)` \\|");

  @Test
  void everyKeyReachesItsPlace() {
    // when
    List<TensorShape> tensors =
        parse(
            "{name: a.weight, shape: [6, 4], module: Linear, dtype: bfloat16}",
            "{name: a.count, shape: [], module: BatchNorm1d, dtype: int64, buffer: true}",
            "{name: b.weight, shape: [6, 4], module: my.Own, dtype: bfloat16, tiedTo: a.weight}");

    // then
    assertThat(tensors)
        .containsExactly(
            new TensorShape(
                "a.weight",
                ElementType.BFLOAT16,
                List.of(6L, 4L),
                "Linear",
                true,
                Optional.empty()),
            new TensorShape(
                "a.count", ElementType.INT64, List.of(), "BatchNorm1d", false, Optional.empty()),
            new TensorShape(
                "b.weight",
                ElementType.BFLOAT16,
                List.of(6L, 4L),
                "my.Own",
                true,
                Optional.of("a.weight")));
  }

  @Test
  void whatIsNotGivenIsAFloatParameterOfItsOwn() {
    assertThat(parse("{name: w, shape: [2], module: Module}"))
        .containsExactly(
            new TensorShape(
                "w", ElementType.FLOAT32, List.of(2L), "Module", true, Optional.empty()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {name: b, shape: [2], module: Linear, tiedto: a} | unknown key 'tiedto'; did you mean 'tiedTo'?
          {name: b, shape: [2]} | the key 'module' is missing
          {name: a, shape: [2], module: Linear} | two tensors are named 'a'
          {name: b, shape: [2, -1], module: Linear} | must be at least 0, but is -1
          {name: b, shape: [65536, 65536], module: Linear} | has 2^31 or more elements
          {name: b, shape: [2], module: Linear, dtype: float} | unknown value 'float'
          {name: b, shape: [2], module: Linear, tiedTo: c} | no tensor before this one is named 'c'
          {name: b, shape: [2], module: Linear, tiedTo: a} | tied tensors have one type and shape
          {name: b, shape: [3], module: Linear, dtype: int8, tiedTo: a} | tied tensors have one type
          {name: b, shape: [3], module: Linear, tiedTo: t} | 't' is tied to a itself; name that one
          """)
  void whatAShapeFileMayNotHoldIsRefusedWithItsLine(String tensor, String problem) {
    assertThatThrownBy(
            () ->
                parse(
                    "{name: a, shape: [3], module: Linear}",
                    "{name: t, shape: [3], module: Linear, tiedTo: a}",
                    tensor))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith("shapes.yaml line 6: ")
        .hasMessageContaining(problem);
  }

  @Test
  void anEmptyFileIsRefusedWithWhatItNeeds() {
    assertThatThrownBy(() -> ShapeFileParser.parse("", "shapes.yaml"))
        .hasMessage(
            "shapes.yaml line 1: the shape file is empty; it needs at least version, name and"
                + " tensors");
  }

  @Test
  void theGuideDescribesExactlyTheKeys() throws IOException {
    assertThat(KEY_ROW.matcher(guide()).results().map(row -> row.group(1)).toList())
        .containsExactlyElementsOf(
            List.of(ShapeFileParser.FILE, ShapeFileParser.TENSOR).stream()
                .flatMap(List::stream)
                .toList());
  }

  @Test
  void theExampleOfTheGuideIsAShapeFile() throws IOException {
    assertThat(YAML_BLOCK.matcher(guide()).results().map(MatchResult::group))
        .singleElement()
        .satisfies(
            block ->
                assertThat(
                        ShapeFileParser.parse(
                            block.replace("```yaml", "").replace("```", ""), "docs/shapes.md"))
                    .hasSize(7));
  }

  private static List<TensorShape> parse(String... tensors) {
    StringBuilder yaml = new StringBuilder("version: 1\nname: a model\ntensors:\n");
    for (String tensor : tensors) {
      yaml.append("  - ").append(tensor).append('\n');
    }
    return ShapeFileParser.parse(yaml.toString(), "shapes.yaml");
  }

  private static String guide() throws IOException {
    return Files.readString(Path.of("../docs/shapes.md"));
  }
}
