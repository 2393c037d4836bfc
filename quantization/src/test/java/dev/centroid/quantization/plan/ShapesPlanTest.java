package dev.centroid.quantization.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.centroid.quantization.InvalidInputException;
import dev.centroid.quantization.recipe.LayerKind;
import dev.centroid.quantization.recipe.Recipe;
import dev.centroid.quantization.recipe.RecipeParser;
import dev.centroid.quantization.recipe.ShapeFileParser;
import dev.centroid.quantization.recipe.TensorShape;
import dev.centroid.quantization.safetensors.DType;
import dev.centroid.quantization.torchscript.ArchiveTensor;
import dev.centroid.quantization.torchscript.TorchScriptArchive;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShapesPlanTest {

  private static final Path SAMPLE = Path.of("../samples/glyphs/model.pt");
  private static final Recipe RECIPE =
      RecipeParser.parse(
          """
          version: 1
          groups:
            - {name: all, layers: [{match: "**", blockSize: 1, centroids: 4}]}
          """,
          "recipe.yaml");

  @Test
  void theShapesOfAModelGiveThePlanOfTheModel() {
    // given
    TorchScriptArchive archive = TorchScriptArchive.open(SAMPLE);

    // when
    Plan fromShapes =
        Planner.planShapes(RECIPE, ShapeFileParser.parse(describe(archive), "shapes.yaml"));

    // then
    Plan fromModel = Planner.plan(RECIPE, archive, fromShapes.modelBytes());
    assertThat(fromShapes).isEqualTo(fromModel);
  }

  @Test
  void theModelIsTakenToHoldEachTensorOnce() {
    assertThat(
            Planner.planShapes(
                    RECIPE,
                    shapes(
                        "{name: e.weight, shape: [8, 4], module: Embedding}",
                        "{name: h.weight, shape: [8, 4], module: Linear, tiedTo: e.weight}",
                        "{name: count, shape: [], module: Module, dtype: int64, buffer: true}"))
                .modelBytes())
        .isEqualTo(8 * 4 * 4 + 8);
  }

  @ParameterizedTest
  @CsvSource({
    "Linear, LINEAR",
    "Conv2d, CONV2D",
    "Embedding, EMBEDDING",
    "LayerNorm, NORM",
    "BatchNorm2d, NORM",
    "LSTM, RECURRENT",
    "MultiheadAttention, ATTENTION",
    "Module, OTHER",
    "torch.nn.modules.conv.Conv1d, CONV1D",
    "my.package.Linear, OTHER"
  })
  void aModuleClassTellsTheKind(String module, LayerKind kind) {
    assertThat(LayerKinds.of(LayerKinds.qualified("w", module))).isEqualTo(kind);
  }

  @Test
  void aShortNameThatIsNoClassIsRefusedWithThoseThatAre() {
    assertThatThrownBy(() -> LayerKinds.qualified("a.weight", "Conv4d"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith("tensor `a.weight`: module `Conv4d` is no class of torch.nn")
        .hasMessageContaining("Conv2d, Conv3d");
  }

  private static List<TensorShape> shapes(String... tensors) {
    return ShapeFileParser.parse(
        "version: 1\nname: x\ntensors:\n  - " + String.join("\n  - ", tensors), "shapes.yaml");
  }

  private static String describe(TorchScriptArchive archive) {
    Map<String, String> tied = archive.tied();
    List<String> lines = new ArrayList<>(List.of("version: 1", "name: the sample", "tensors:"));
    for (ArchiveTensor tensor : archive.tensors()) {
      lines.add(
          "  - {name: %s, shape: %s, module: %s, dtype: %s, buffer: %s%s}"
              .formatted(
                  tensor.path(),
                  tensor.shape(),
                  tensor.moduleType(),
                  tensor.dtype() == DType.I64 ? "int64" : "float32",
                  String.valueOf(!tensor.parameter()).toLowerCase(Locale.ROOT),
                  tied.containsKey(tensor.path()) ? ", tiedTo: " + tied.get(tensor.path()) : ""));
    }
    return String.join("\n", lines);
  }
}
