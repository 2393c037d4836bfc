package dev.centroid.quantization.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.centroid.quantization.InvalidInputException;
import dev.centroid.quantization.plan.LayerPlan.Quantization;
import dev.centroid.quantization.plan.LayerPlan.Status;
import dev.centroid.quantization.recipe.Recipe;
import dev.centroid.quantization.recipe.RecipeParser;
import dev.centroid.quantization.safetensors.DType;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;

class PlannerTest {

  private static final List<ModelTensor> NETWORK =
      List.of(
          Tensors.conv2d("stem.weight", 32, 3, 3, 3),
          Tensors.norm("norm.weight", 32),
          Tensors.norm("norm.bias", 32),
          Tensors.buffer("norm.running_mean", DType.F32, 32),
          Tensors.buffer("norm.num_batches_tracked", DType.I64),
          Tensors.conv2d("blocks.0.conv1.weight", 32, 32, 3, 3),
          Tensors.conv2d("blocks.0.conv2.weight", 32, 32, 3, 3),
          Tensors.linear("fc.weight", 10, 250),
          Tensors.linear("fc.bias", 10));

  @Test
  void everyTensorIsListedInOrderWithWhatBecomesOfIt() {
    // when
    Plan plan = plan(rule("blocks.*.conv*", 9, 256));

    // then
    assertThat(plan.layers())
        .extracting(LayerPlan::tensor)
        .containsExactlyElementsOf(NETWORK.stream().map(ModelTensor::path).toList());
    assertThat(plan.layers())
        .extracting(LayerPlan::reason)
        .containsExactly(
            "no rule matches",
            "1-D: biases and norms stay float",
            "1-D: biases and norms stay float",
            "buffer",
            "buffer",
            "rule 'blocks.*.conv*' of group 'g0'",
            "rule 'blocks.*.conv*' of group 'g0'",
            "no rule matches",
            "1-D: biases and norms stay float");
  }

  @Test
  void aCompressedLayerTakesItsCodesAndCentroids() {
    // when
    LayerPlan layer = plan(rule("blocks.*.conv*", 9, 256)).layers().get(5);

    // then
    assertThat(layer.quantization())
        .contains(new Quantization.Product(0, 9, 256, 1024, 8, 0, Optional.empty()));
    assertThat(layer.originalBytes()).isEqualTo(4 * 32 * 32 * 9);
    assertThat(layer.packedBytes()).isEqualTo(1024 + 256 * 9 * 2);
  }

  @Test
  void theFirstRuleThatMatchesDecides() {
    // when
    Plan plan = plan(rule("blocks.0.conv1", 3, 16), rule("blocks.**", 9, 256));

    // then
    assertThat(plan.layersOfGroup(0)).extracting(LayerPlan::name).containsExactly("blocks.0.conv1");
    assertThat(plan.layersOfGroup(1)).extracting(LayerPlan::name).containsExactly("blocks.0.conv2");
  }

  @Test
  void aRuleOfAKindLeavesOtherKindsAlone() {
    // when
    Plan plan = plan("{match: '**', kind: linear, blockSize: 5, centroids: 4}");

    // then
    assertThat(plan.layersOfGroup(0)).extracting(LayerPlan::name).containsExactly("fc");
  }

  @Test
  void aWidthThatTheBlockSizeDoesNotDivideIsANote() {
    assertThat(plan(rule("fc", 8, 4)).notes())
        .containsExactly(
            "fc: a row has 250 entries, which blockSize 8 does not divide; the last block of each"
                + " row has 2");
  }

  @Test
  void layersWithTheSameNoteShareALine() {
    // given
    List<ModelTensor> tensors =
        IntStream.range(0, 100)
            .mapToObj(index -> Tensors.linear("layers." + index + ".weight", 4, 10))
            .toList();

    // then
    assertThat(Planner.plan(recipe(rule("layers.*", 8, 2)), tensors, 0).notes())
        .containsExactly(
            "layers.0, layers.1, layers.2 and 97 more: a row has 10 entries, which blockSize 8 does"
                + " not divide; the last block of each row has 2");
  }

  @Test
  void aCodebookIsNoLargerThanTheNumberOfBlocks() {
    // when
    Plan plan = plan(rule("fc", 125, 256));

    // then
    assertThat(plan.layersOfGroup(0).get(0).quantization())
        .contains(new Quantization.Product(0, 125, 20, 20, 5, 0, Optional.empty()));
    assertThat(plan.notes())
        .containsExactly("fc: has 20 blocks only; centroids lowered from 256 to 20");
  }

  @Test
  void aTiedTensorFollowsTheOneThatHoldsItsData() {
    // given
    List<ModelTensor> tensors =
        List.of(
            Tensors.linear("emb.weight", 64, 8),
            Tensors.tied(Tensors.linear("emb.weight", 64, 8), "head.weight", "emb.weight"));

    // when
    Plan plan = Planner.plan(recipe(rule("emb", 8, 16)), tensors, 0);

    // then
    assertThat(plan.layers())
        .extracting(LayerPlan::status)
        .containsExactly(Status.COMPRESSED, Status.TIED);
    assertThat(plan.layers().get(1).tiedTo()).contains("emb.weight");
    assertThat(plan.floatWeightBytes()).isEqualTo(4 * 64 * 8);
  }

  @Test
  void aRuleThatNamesOnlyATiedTensorIsRefusedWithTheNameToUse() {
    // given
    List<ModelTensor> tensors =
        List.of(
            Tensors.linear("emb.weight", 64, 8),
            Tensors.tied(Tensors.linear("emb.weight", 64, 8), "head.weight", "emb.weight"));

    // then
    assertThatThrownBy(() -> Planner.plan(recipe(rule("head", 8, 16)), tensors, 0))
        .hasMessage(
            "rule 'head' of group 'g0' matches head, which shares its data with emb.weight; name"
                + " that layer instead");
  }

  @Test
  void aRuleThatMatchesNothingIsRefusedWithTheNearestNames() {
    assertThatRefused(rule("blocks.*.cnv1", 9, 256))
        .hasMessage(
            "rule 'blocks.*.cnv1' of group 'g0' matches no layer; the nearest are blocks.0.conv1,"
                + " blocks.0.conv2, stem, fc");
  }

  @Test
  void aRuleWhoseLayersAreTakenIsRefused() {
    assertThatRefused(rule("**", 1, 2), rule("fc", 1, 2))
        .hasMessage(
            "rule 'fc' of group 'g1' matches only layers that earlier rules have taken (fc); move"
                + " it before them or remove it");
  }

  @Test
  void aRuleOfAnotherKindIsRefusedWithTheKindItFound() {
    assertThatRefused("{match: fc, kind: conv2d, blockSize: 1, centroids: 2}")
        .hasMessage(
            "rule 'fc' of group 'g0' matches no layer of kind conv2d; by name it matches fc"
                + " (linear)");
  }

  @Test
  void aRuleForABiasIsRefusedWithTheReason() {
    assertThatRefused(rule("fc.bias", 1, 2))
        .hasMessage(
            "rule 'fc.bias' of group 'g0' matches nothing that can be compressed: fc.bias is kept"
                + " (1-D: biases and norms stay float)");
  }

  @Test
  void aBlockLargerThanARowIsRefusedWithUsableSizes() {
    assertThatRefused(rule("fc", 251, 2))
        .hasMessage(
            "layer fc: blockSize 251 of rule 'fc' of group 'g0' is larger than a row, which has 250"
                + " entries; use one of its divisors 1, 2, 5, 10, 25, 50, 125, 250");
  }

  @Test
  void aNameThatWouldDisturbATerminalIsRefused() {
    // given
    List<ModelTensor> tensors = List.of(Tensors.linear("a\u001b[2J.weight", 4, 4));

    // then
    assertThatThrownBy(() -> Planner.plan(recipe(rule("**", 1, 2)), tensors, 0))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "tensor `a?[2J.weight`: its name holds control characters; rename it and save the model"
                + " again");
  }

  @Test
  void statisticsOfBatchNormsAreNotStoredWhenTheyAreFolded() {
    // given
    List<ModelTensor> tensors =
        List.of(
            Tensors.linear("fc.weight", 4, 8),
            Tensors.norm("bn.weight", 4),
            Tensors.norm("bn.bias", 4),
            Tensors.buffer("bn.running_mean", DType.F32, 4),
            Tensors.buffer("bn.running_var", DType.F32, 4),
            Tensors.buffer("bn.num_batches_tracked", DType.I64));

    // when
    Plan plan = Planner.plan(packed("packing: {batchNorm: scaleAndShift}"), tensors, 0);

    // then
    assertThat(plan.layers())
        .extracting(LayerPlan::fill)
        .containsExactly(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.of(0),
            Optional.of(1),
            Optional.of(0));
  }

  @Test
  void aNormWithoutBiasKeepsItsStatistics() {
    // given
    List<ModelTensor> tensors =
        List.of(
            Tensors.linear("fc.weight", 4, 8),
            Tensors.norm("bn.weight", 4),
            Tensors.buffer("bn.running_mean", DType.F32, 4),
            Tensors.buffer("bn.running_var", DType.F32, 4));

    // when
    Plan plan = Planner.plan(packed("packing: {batchNorm: scaleAndShift}"), tensors, 0);

    // then
    assertThat(plan.layers()).extracting(LayerPlan::fill).containsOnly(Optional.empty());
  }

  @Test
  void aRoundedRestTakesHalfTheBytesOfParametersButNotOfBuffers() {
    // given
    List<ModelTensor> tensors =
        List.of(
            Tensors.linear("fc.weight", 4, 8),
            Tensors.linear("fc.bias", 4),
            Tensors.buffer("bn.running_mean", DType.F32, 4));

    // when
    Plan plan = Planner.plan(packed("packing: {rest: float16}"), tensors, 0);

    // then
    assertThat(plan.layers().subList(1, 3))
        .extracting(LayerPlan::packedBytes)
        .containsExactly(8L, 16L);
  }

  @Test
  void aRoundedRestIsRefusedBesideTensorsOfFloat16() {
    // given
    List<ModelTensor> tensors =
        List.of(
            Tensors.linear("fc.weight", 4, 8),
            Tensors.linear("fc.bias", 4),
            Tensors.tensor("half.bias", "linear.Linear", true, DType.F16, 4));

    // then
    assertThatThrownBy(() -> Planner.plan(packed("packing: {rest: float16}"), tensors, 0))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("such as half.bias")
        .hasMessageContaining("set it to float32");
  }

  private static Recipe packed(String packing) {
    return RecipeParser.parse(
        """
        version: 1
        groups:
          - {name: all, layers: [{match: fc, blockSize: 4, centroids: 4}]}
        %s
        """
            .formatted(packing),
        "recipe.yaml");
  }

  @Test
  void aWeightThatIsNotFiniteIsRefusedWithLayerAndIndex() {
    // given
    LayerPlan layer = plan(rule("fc", 1, 2)).layers().get(7);

    // then
    assertThatThrownBy(() -> FiniteWeights.require(layer, new float[] {1, 2, Float.NaN}))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith("layer fc: fc.weight holds NaN at index 2; ");
  }

  private static AbstractThrowableAssert<?, ?> assertThatRefused(String... rules) {
    return assertThatThrownBy(() -> plan(rules)).isInstanceOf(InvalidInputException.class);
  }

  private static Plan plan(String... rules) {
    return Planner.plan(recipe(rules), NETWORK, 123);
  }

  private static String rule(String match, int blockSize, int centroids) {
    return "{match: '%s', blockSize: %d, centroids: %d}".formatted(match, blockSize, centroids);
  }

  /** A recipe with one group a rule. */
  private static Recipe recipe(String... rules) {
    StringBuilder yaml = new StringBuilder("version: 1\ngroups:\n");
    for (int index = 0; index < rules.length; index++) {
      yaml.append("  - {name: g%d, layers: [%s]}\n".formatted(index, rules[index]));
    }
    return RecipeParser.parse(yaml.toString(), "recipe.yaml");
  }
}
