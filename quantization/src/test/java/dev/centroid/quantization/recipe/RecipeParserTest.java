package dev.centroid.quantization.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.centroid.quantization.InvalidInputException;
import dev.centroid.quantization.recipe.DataSettings.Augmentation;
import dev.centroid.quantization.recipe.DataSettings.InputType;
import dev.centroid.quantization.recipe.OptimizerSettings.Kind;
import dev.centroid.quantization.recipe.OptimizerSettings.Schedule;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RecipeParserTest {

  private static final String SMALLEST =
      """
      version: 1
      groups:
        - name: all
          layers:
            - {match: fc, blockSize: 8, centroids: 256}
      """;

  /** The YAML library reads 1,024 or 1,025 characters at a time. */
  @ParameterizedTest
  @ValueSource(ints = {1021, 1022, 1023, 1024, 1025, 1026})
  void aCharacterOfTwoUnitsMayStandAnywhere(int at) {
    String comment = "#" + "x".repeat(at - 1) + "\uD83D\uDE00\uD83D\uDE00\n";

    assertThat(parse(comment + SMALLEST)).isEqualTo(parse(SMALLEST));
  }

  @Test
  void whatIsNotGivenTakesItsDocumentedDefault() {
    // when
    Recipe recipe = parse(SMALLEST);

    // then
    assertThat(recipe.seed()).isEqualTo(1);
    assertThat(recipe.metric()).isEqualTo(Metric.ACCURACY);
    assertThat(recipe.batchSize()).isEqualTo(128);
    assertThat(recipe.sliceSteps()).isEqualTo(64);
    assertThat(recipe.data())
        .isEqualTo(new DataSettings(InputType.FLOAT32, 1, List.of(), List.of(), Augmentation.NONE));
    assertThat(recipe.kmeans())
        .isEqualTo(new KMeansSettings(KMeansSettings.Init.PLUS_PLUS, 50, 1e-4));
    assertThat(recipe.floatTuning()).isEmpty();
    assertThat(recipe.groups())
        .containsExactly(
            new Group(
                "all",
                List.of(
                    new LayerRule(
                        "fc",
                        Optional.empty(),
                        new ProductScheme(8, 256, false),
                        Optional.empty())),
                0));
    assertThat(recipe.batchNorm()).isEqualTo(new BatchNormSettings(0));
    assertThat(recipe.packing())
        .isEqualTo(
            new PackingSettings(
                PackingSettings.CodeForm.PACKED,
                PackingSettings.CentroidType.FLOAT16,
                PackingSettings.RestType.FLOAT32,
                PackingSettings.BatchNormForm.STATISTICS));
  }

  @Test
  void everyKeyReachesItsPlaceInTheRecipe() {
    // when
    Recipe recipe =
        parse(
            """
            version: 1
            seed: -9223372036854775808
            metric: perplexity
            batchSize: 32
            sliceSteps: 10
            dataParallel: {shards: 4, averageEvery: 6}
            data:
              dtype: float32
              scale: 1/255
              mean: [0.5, 0.25]
              deviation: [2, 1e-1]
              augment: {horizontalFlip: true, padAndCrop: 4, padding: mean}
            kmeans: {init: sample, iterations: 7, tolerance: 0}
            floatTuning:
              steps: 5
              optimizer: {kind: sgd, learningRate: 3e-4, schedule: linear, weightDecay: 0.1}
              loss: {crossEntropy: 2}
              noise: {phi: pq, rate: 0.5, rescale: true}
              recalibrationBatches: 30
            sharing: [[a.0, a.1], [b.2, b.0, b.1]]
            pruning:
              rate: 0.2
              branches:
                - {each: "a.*", part: x, members: ["fc*"], outputs: [fc1, fc2], together: 2}
                - {each: "b", outputs: [norm]}
              remove: [a.0, b]
            groups:
              - name: first
                steps: 3
                layers:
                  - {match: "a.*", kind: convTranspose2d, blockSize: 9, centroids: 16, permute: true, noiseRate: 0.5}
                  - {match: "b", bits: 4, per: channel, range: percentile, percentile: 99.9}
            tuning:
              optimizer: {kind: adamw, learningRate: 1, schedule: constant, clipNorm: 0.5}
              centroidRateFactor: 2
              scheduleSpan: group
              loss: {crossEntropy: 1, distillation: 3, squaredError: 0.5, temperature: 4}
              noise: {phi: mean, rate: 1}
            batchNorm: {recalibrationBatches: 100}
            packing: {codes: entropy, centroids: float32, rest: float16, batchNorm: scaleAndShift}
            """);

    // then
    assertThat(recipe)
        .isEqualTo(
            new Recipe(
                Long.MIN_VALUE,
                new DataSettings(
                    InputType.FLOAT32,
                    1.0 / 255,
                    List.of(0.5, 0.25),
                    List.of(2.0, 0.1),
                    new Augmentation(true, 4, Augmentation.Padding.MEAN)),
                Metric.PERPLEXITY,
                32,
                10,
                new DataParallel(4, 6),
                new KMeansSettings(KMeansSettings.Init.SAMPLE, 7, 0),
                Optional.of(
                    new FloatTuning(
                        5,
                        new OptimizerSettings(Kind.SGD, 3e-4, Schedule.LINEAR, 0.9, 0.1, 0),
                        new LossSettings(2, 0, 0, 1),
                        Optional.of(new NoiseSettings(NoiseSettings.Phi.PQ, 0.5, true)),
                        30)),
                List.of(
                    new SharedModules(List.of("a.0", "a.1")),
                    new SharedModules(List.of("b.2", "b.0", "b.1"))),
                new Pruning(
                    0.2,
                    List.of(
                        new BranchRule(
                            "a.*", Optional.of("x"), List.of("fc*"), List.of("fc1", "fc2"), 2),
                        new BranchRule("b", Optional.empty(), List.of("**"), List.of("norm"), 1)),
                    new Pruning.Removal(false, List.of("a.0", "b"))),
                List.of(
                    new Group(
                        "first",
                        List.of(
                            new LayerRule(
                                "a.*",
                                Optional.of(LayerKind.CONV_TRANSPOSE2D),
                                new ProductScheme(9, 16, true),
                                Optional.of(0.5)),
                            new LayerRule(
                                "b",
                                Optional.empty(),
                                new ScalarScheme(
                                    4,
                                    ScalarScheme.Granularity.CHANNEL,
                                    new ScalarScheme.Range(
                                        ScalarScheme.RangeMethod.PERCENTILE, 99.9)),
                                Optional.empty())),
                        3)),
                new Tuning(
                    new OptimizerSettings(Kind.ADAMW, 1, Schedule.CONSTANT, 0, 0, 0.5),
                    2,
                    Tuning.ScheduleSpan.GROUP,
                    new LossSettings(1, 3, 0.5, 4),
                    Optional.of(new NoiseSettings(NoiseSettings.Phi.MEAN, 1, false))),
                new BatchNormSettings(100),
                new PackingSettings(
                    PackingSettings.CodeForm.ENTROPY,
                    PackingSettings.CentroidType.FLOAT32,
                    PackingSettings.RestType.FLOAT16,
                    PackingSettings.BatchNormForm.SCALE_AND_SHIFT),
                Optional.empty(),
                Optional.empty()));
  }

  @Test
  void aRecipeMayCompressNothing() {
    assertThat(parse("{version: 1, groups: []}").groups()).isEmpty();
  }

  @Test
  void bitsDoNotGoWithBlocks() {
    assertRefused(
        SMALLEST.replace("centroids: 256", "centroids: 256, bits: 4"),
        "recipe.yaml line 5: groups[0].layers[0].blockSize: does not go with bits; remove one of"
            + " them");
  }

  @Test
  void aRangeGoesWithBitsOnly() {
    assertRefused(
        SMALLEST.replace("centroids: 256", "centroids: 256, range: histogram"),
        "recipe.yaml line 5: groups[0].layers[0].range: goes with bits only; remove it, or give"
            + " bits");
  }

  @Test
  void aPercentileGoesWithItsRangeOnly() {
    assertRefused(
        SMALLEST.replace("blockSize: 8, centroids: 256", "bits: 4, percentile: 99"),
        "recipe.yaml line 5: groups[0].layers[0].percentile: goes with range: percentile only;"
            + " remove it");
  }

  @Test
  void anUnknownKeyIsRefusedWithItsLineAndTheNearestKey() {
    assertRefused(
        SMALLEST.replace("blockSize", "blocksize"),
        "recipe.yaml line 5: unknown key 'blocksize'; did you mean 'blockSize'?");
  }

  @Test
  void aMissingKeyIsRefusedWithItsPath() {
    assertRefused(
        SMALLEST.replace(", centroids: 256", ""),
        "recipe.yaml line 5: groups[0].layers[0]: the key 'centroids' is missing; it is required");
  }

  @Test
  void aRepeatedKeyIsRefusedWithBothLines() {
    assertRefused(
        SMALLEST + "version: 1\n",
        "recipe.yaml line 6: key 'version' is given twice, first in line 1; remove one");
  }

  @Test
  void groupsWithStepsNeedTuning() {
    assertRefused(
        SMALLEST.replace("    layers", "    steps: 4\n    layers"),
        "recipe.yaml line 1: the key 'tuning' is missing; it is required");
  }

  @Test
  void aValueThatARecordRefusesIsSaidWithTheLineOfItsKey() {
    assertRefused(
        SMALLEST + "kmeans:\n  init: sample\n  iterations: 0\n",
        "recipe.yaml line 8: kmeans.iterations: must be at least 1, but is 0");
  }

  @ParameterizedTest
  @CsvSource({
    "'{shards: 0, averageEvery: 4}', dataParallel.shards: must be between 1.0 and 256.0",
    "'{shards: 4, averageEvery: 0}', dataParallel.averageEvery: must be at least 1",
    "'{shards: 4}', dataParallel: the key 'averageEvery' is missing",
  })
  void shardsThatCannotBeAreRefused(String dataParallel, String problem) {
    assertThatThrownBy(() -> parse(SMALLEST + "dataParallel: " + dataParallel + "\n"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining(problem);
  }

  @Test
  void moreBatchesThanCanBeCountedAreRefused() {
    String steps = SMALLEST.replace("    layers", "    steps: 2000000000\n    layers");

    assertThatThrownBy(
            () ->
                parse(
                    steps
                        + "dataParallel: {shards: 2, averageEvery: 4}\n"
                        + "tuning:\n"
                        + "  optimizer: {kind: adam, learningRate: 1e-3}\n"
                        + "  loss: {crossEntropy: 1}\n"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("more batches than can be counted");
  }

  @Test
  void anUnknownChoiceIsRefusedWithTheNearestAndAll() {
    assertRefused(
        SMALLEST + "kmeans: {init: plusplus}\n",
        "recipe.yaml line 6: kmeans.init: unknown value 'plusplus'; did you mean 'plusPlus'? "
            + "It is one of plusPlus, sample");
  }

  @Test
  void floatTuningHasNoTeacher() {
    assertRefused(
        SMALLEST
            + """
            floatTuning:
              steps: 1
              optimizer: {kind: adam, learningRate: 1}
              loss: {distillation: 1}
            """,
        "recipe.yaml line 9: floatTuning.loss: there is no teacher before tuning; use crossEntropy"
            + " here; distillation and squaredError belong in tuning.loss");
  }

  @Test
  void activationsAreReadWithTheirDefaults() {
    String yaml = SMALLEST + "batchNorm: {recalibrationBatches: 4}\nactivations: {bits: 4}\n";

    assertThat(RecipeParser.parse(yaml, "recipe.yaml").activations())
        .hasValue(new ActivationSettings("**", 4, 0.5, 0.01));
  }

  @Test
  void activationsWhoseRangesNothingObservesAreRefused() {
    assertRefused(
        SMALLEST + "activations: {bits: 8}\n",
        "recipe.yaml line 6: activations: their ranges would never be observed; give a group steps,"
            + " or set batchNorm.recalibrationBatches");
  }

  @ParameterizedTest
  @CsvSource({
    "'{bits: 9}', activations.bits: must be between 2.0 and 8.0",
    "'{rate: 1.5}', activations.rate: must be between 0.0 and 1.0",
    "'{momentum: 0}', activations.momentum: must be above 0 and at most 1",
    "'{match: \"{a\"}', match: '{' without '}'"
  })
  void activationsThatCannotBeAreRefused(String activations, String problem) {
    String yaml = SMALLEST + "activations: " + activations + "\n";

    assertThatThrownBy(() -> RecipeParser.parse(yaml, "recipe.yaml"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith("recipe.yaml line 6: ")
        .hasMessageContaining(problem);
  }

  @Test
  void momentumBelongsToSgd() {
    assertRefused(
        SMALLEST
            + """
            tuning:
              optimizer: {kind: adam, learningRate: 1, momentum: 0.5}
              loss: {distillation: 1}
            """,
        "recipe.yaml line 7: tuning.optimizer.momentum: applies to kind sgd only; remove it");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "seed: one",
        "seed: 1.5",
        "seed: '1'",
        "seed:",
        "seed: [1]",
        "seed: 99999999999999999999",
        "batchSize: 4294967297",
        "data: 5",
        "data: {mean: 0.5}",
        "data: {mean: [a]}",
        "data: {scale: 1/0}",
        "data: {scale: 1/2/3}",
        "data: {scale: 1e999}",
        "data: {scale: .nan}",
        "data: {augment: {horizontalFlip: yes}}",
        "data: {dtype: int64, scale: 2}",
        "data: {? [a] : b}",
        "<<: {seed: 1}",
        "metric: !!java.io.File x",
        "metric: *nowhere",
        "metric: \"accu\nracy\"",
        "metric: [accuracy",
        "\tmetric: accuracy",
        "kmeans: {tolerance: 2}",
        "packing: {centroids: int9}",
        "--- \nversion: 1",
        "metric: \"\u0001\"",
      })
  void whatCannotBeIsRefusedInOneLineThatNamesFileAndLine(String addition) {
    assertThatThrownBy(() -> parse(SMALLEST + addition + "\n"))
        .isInstanceOf(InvalidInputException.class)
        .message()
        .matches("recipe\\.yaml line [0-9]+: [^\\p{Cntrl}]+");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "# nothing\n", "5", "[]", "{}", "version: 2", "{version: 1}"})
  void aTextThatIsNoRecipeIsRefused(String text) {
    assertThatThrownBy(() -> parse(text))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith("recipe.yaml line 1: ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "name: \"a\\nb\", layers: [{match: fc, blockSize: 1, centroids: 2}]",
        "name: a, layers: [{match: \"f\\ec\", blockSize: 1, centroids: 2}]",
        "name: a, layers: [{match: \"f{c\", blockSize: 1, centroids: 2}]",
        "name: a, layers: []",
        "name: a, steps: -1, layers: [{match: fc, blockSize: 1, centroids: 2}]",
        "name: a, layers: [{match: fc, blockSize: 0, centroids: 2}]",
        "name: a, layers: [{match: fc, blockSize: 1, centroids: 65537}]",
      })
  void aGroupThatCannotBeIsRefusedInItsLine(String group) {
    assertThatThrownBy(() -> parse("version: 1\ngroups:\n  - {" + group + "}\n"))
        .isInstanceOf(InvalidInputException.class)
        .message()
        .matches("recipe\\.yaml line 3: [^\\p{Cntrl}]+");
  }

  @Test
  void aliasesThatMultiplyAreRefused() {
    // given
    StringBuilder laughs = new StringBuilder("version: &a0 [x, x]\n");
    for (int level = 1; level < 20; level++) {
      laughs.append("k%d: &a%d [".formatted(level, level));
      laughs.append(("*a" + (level - 1) + ", ").repeat(9)).append("x]\n");
    }

    // then
    assertThatThrownBy(() -> parse(laughs.toString()))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("recipe.yaml line 9: more than 64 aliases; write them out");
  }

  @Test
  void deepNestingIsRefusedBeforeItCostsAStack() {
    assertRefused(
        "version: " + "[".repeat(200_000),
        "recipe.yaml line 1: nested deeper than 32 levels; flatten it");
  }

  @Test
  void anAliasStandsForWhatItNames() {
    // when
    Recipe recipe =
        parse(
            """
            version: 1
            floatTuning:
              steps: 1
              optimizer: &adam {kind: adam, learningRate: 1e-3}
              loss: {crossEntropy: 1}
            groups:
              - {name: a, steps: 1, layers: [{match: fc, blockSize: 1, centroids: 2}]}
            tuning: {optimizer: *adam, loss: {distillation: 1}}
            """);

    // then
    assertThat(recipe.tuning().optimizer())
        .isEqualTo(recipe.floatTuning().orElseThrow().optimizer());
  }

  private static void assertRefused(String yaml, String message) {
    assertThatThrownBy(() -> parse(yaml))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(message);
  }

  private static Recipe parse(String yaml) {
    return RecipeParser.parse(yaml, "recipe.yaml");
  }
}
