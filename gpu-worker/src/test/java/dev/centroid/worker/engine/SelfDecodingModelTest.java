package dev.centroid.worker.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDManager;
import dev.centroid.quantization.packed.PackedModel;
import dev.centroid.quantization.random.TestSeed;
import dev.centroid.quantization.selfdecoding.SelfDecodingModel;
import dev.centroid.quantization.torchscript.ArchiveTensor;
import dev.centroid.quantization.torchscript.TorchScriptArchive;
import dev.centroid.worker.TestEngine;
import dev.centroid.worker.engine.LoadedTensors.Loaded;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * libtorch loads archives that decode themselves to what the Java decoder makes of the packed file.
 */
class SelfDecodingModelTest {

  /** Of numbers up to some thousands. */
  private static final float ROUNDING = 0.1f;

  private static final String TIED = "tied_language_model";

  private final TorchEngine engine = TestEngine.onThisThread();
  private final long seed = TestSeed.value();

  private record Pair(TorchScriptArchive model, PackedModel packed) {
    byte[] selfDecoding() {
      return SelfDecodingModel.of(model, packed);
    }
  }

  private Pair compressed(String name, String rule, String packing) {
    TorchScriptArchive model = TestArchives.parsed(name);
    return new Pair(
        model, RandomPacked.of(model, RandomPacked.recipe(rule, packing), new Random(seed)));
  }

  private void assertHolds(byte[] archive, Map<String, ByteBuffer> expected) {
    Map<String, Loaded> loaded =
        LoadedTensors.of(engine, TorchScriptArchive.parse(archive, "self-decoding"));

    assertThat(loaded.keySet())
        .as("seed %d", seed)
        .containsExactlyInAnyOrderElementsOf(expected.keySet());
    expected.forEach(
        (path, data) ->
            assertThat(loaded.get(path).data()).as("%s, seed %d", path, seed).isEqualTo(data));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "conv_scripted | 'blockSize: 2, centroids: 4' | 'rest: float16, batchNorm: scaleAndShift'",
        "conv_traced | 'blockSize: 2, centroids: 3' | 'rest: float16'",
        "conv_scripted | 'blockSize: 1, centroids: 5' | 'centroids: int8, codes: entropy'",
        "conv_traced | 'bits: 3' | 'rest: float16'",
        "language_scripted | 'bits: 4, per: channel' | 'codes: entropy'",
        "language_traced | 'bits: 7, per: channel' | 'rest: float16'",
        "recurrent_scripted | 'bits: 5' | 'rest: float16'",
        "recurrent_traced | 'bits: 2' | ''",
        "twice_scripted | 'blockSize: 2, centroids: 2' | ''",
        "storages_scripted | 'bits: 8' | ''",
        "attributes_scripted | 'bits: 6' | 'rest: float16'",
        "convolutions | 'blockSize: 5, centroids: 16' | 'rest: float16, batchNorm: scaleAndShift'",
        "tied_language_model | 'blockSize: 4, centroids: 16, permute: true' | 'rest: float16'",
        "tied_language_model | 'blockSize: 4, centroids: 300' | 'centroids: float32'",
        "tied_language_model | 'bits: 4' | 'codes: entropy'",
      })
  void libtorchDecodesTheTensorsOfThePackedFile(String model, String rule, String packing) {
    Pair pair = compressed(model, rule, packing);

    assertHolds(pair.selfDecoding(), pair.packed().decodeAll());
  }

  @ParameterizedTest
  @MethodSource("dev.centroid.worker.engine.TestArchives#withInputs")
  @CsvSource("convolutions, 2x3x8x8")
  void outputsAreThoseOfTheDenseModel(String name, String input) {
    Pair pair = compressed(name, "bits: 5, per: channel", "");
    byte[] dense = pair.model().withTensors(pair.packed().decodeAll());

    for (ForwardMode mode : ForwardMode.values()) {
      // The tensors are equal, but where they lie in memory may change how libtorch rounds sums.
      assertThat(output(pair.selfDecoding(), input, mode))
          .as("%s, seed %d", mode, seed)
          .containsExactly(output(dense, input, mode), within(ROUNDING));
    }
  }

  @Test
  void weightsThatAreListedBesideAreDecodedToo() {
    Pair pair = compressed("recurrent_scripted", "bits: 5", "rest: float16");

    assertThat(TorchScriptArchive.parse(pair.selfDecoding(), "self-decoding").tensors())
        .extracting(ArchiveTensor::shape)
        .containsOnly(List.of(0L));
  }

  @Test
  void aModelThatWasOnlyFineTunedIsAnOrdinaryArchive() {
    TorchScriptArchive model = TestArchives.parsed("convolutions");
    String recipe =
        """
        version: 1
        batchSize: 1
        data: {dtype: float32}
        groups: []
        batchNorm: {recalibrationBatches: 1}
        packing: {batchNorm: scaleAndShift}
        """;

    byte[] archive =
        new Pair(model, RandomPacked.of(model, recipe, new Random(seed))).selfDecoding();

    assertThat(TorchScriptArchive.parse(archive, "archive").isSelfDecoding()).isFalse();
  }

  private float[] output(byte[] archive, String input, ForwardMode mode) {
    try (TorchModel model = TorchModel.load(engine, archive, Map.of(), "model");
        NDManager step = model.newStep()) {
      engine.seed(1);
      return model.forward(TestInputs.of(step, input), mode).toFloatArray();
    }
  }

  private byte[] savedAgain(byte[] archive, Predicate<TorchParameter> changed) {
    try (TorchModel model = TorchModel.load(engine, archive, Map.of(), "model");
        NDManager step = model.newStep()) {
      for (TorchParameter parameter : model.parameters()) {
        if (changed.test(parameter)) {
          parameter.write(step.ones(parameter.value().getShape()));
        }
      }
      return model.toArchive();
    }
  }

  @ParameterizedTest
  @CsvSource({"convolutions", TIED})
  void savedAgainItIsCodesStillAndDecodesToTheSame(String name) {
    Pair pair = compressed(name, "blockSize: 4, centroids: 16", "rest: float16");

    byte[] first = pair.selfDecoding();
    byte[] again = savedAgain(first, parameter -> false);

    assertThat(shapes(again)).isEqualTo(shapes(first));
    assertHolds(again, pair.packed().decodeAll());
  }

  /** As the file holds them: packed ones have no elements. */
  private static List<List<Long>> shapes(byte[] archive) {
    return TorchScriptArchive.parse(archive, "self-decoding").tensors().stream()
        .map(ArchiveTensor::shape)
        .toList();
  }

  @Test
  void aWeightThatWasTrainedOnIsSavedAsItIs() {
    Pair pair = compressed("convolutions", "blockSize: 3, centroids: 16", "");

    byte[] again =
        savedAgain(pair.selfDecoding(), parameter -> parameter.path().equals("stem.weight"));

    Loaded changed =
        LoadedTensors.of(engine, TorchScriptArchive.parse(again, "again")).get("stem.weight");
    assertThat(changed.data().asFloatBuffer().get(0)).isEqualTo(1f);
  }

  @Test
  void tiedWeightsAreOneTensorOnceLoaded() {
    Pair pair = compressed(TIED, "blockSize: 4, centroids: 16", "");
    String holder = pair.model().tied().values().iterator().next();
    String tied = pair.model().tied().keySet().iterator().next();

    byte[] again = savedAgain(pair.selfDecoding(), parameter -> parameter.path().equals(holder));

    assertThat(
            LoadedTensors.of(engine, TorchScriptArchive.parse(again, "again"))
                .get(tied)
                .data()
                .asFloatBuffer()
                .get(0))
        .isEqualTo(1f);
  }
}
