package dev.centroid.quantization.activation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.centroid.quantization.InvalidInputException;
import dev.centroid.quantization.packed.ActivationCoding;
import dev.centroid.quantization.recipe.RecipeParser;
import dev.centroid.quantization.torchscript.ArchiveTensor;
import dev.centroid.quantization.torchscript.ClassCode;
import dev.centroid.quantization.torchscript.TorchScriptArchive;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JobModelTest {

  private static final Path ARCHIVES = Path.of("src/test/resources/archives");

  @Test
  void withoutActivationsTheModelIsTheOneThatWasGiven() {
    TorchScriptArchive given = open("conv_scripted");

    JobModel model = JobModel.of(RecipeParser.parse(recipe("**", ""), "r"), given, 0);

    assertThat(model.archive()).isSameAs(given);
    assertThat(model.rewritten()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"conv_scripted", "conv_traced"})
  void everyCompressedLayerGetsARangeAndNoOther(String name) {
    JobModel model = model(name, "{grouped,up,head}", "{bits: 8}");

    assertThat(ranges(model.archive()))
        .containsExactlyInAnyOrder(
            "grouped.input_low",
            "grouped.input_high",
            "up.input_low",
            "up.input_high",
            "head.input_low",
            "head.input_high");
  }

  @Test
  void rangesAreKeptBuffersOfThePlan() {
    JobModel model = model("conv_scripted", "head", "{bits: 8}");

    assertThat(model.plan().layers())
        .filteredOn(layer -> layer.tensor().contains("input_"))
        .hasSize(2)
        .allMatch(layer -> layer.buffer() && layer.packedBytes() == Float.BYTES);
  }

  @Test
  void parametersAndOldBuffersStayAsTheyAre() {
    JobModel model = model("conv_scripted", "**", "{bits: 8}");

    assertThat(model.archive().tensors())
        .filteredOn(tensor -> !tensor.path().contains("input_"))
        .isEqualTo(open("conv_scripted").tensors());
  }

  @Test
  void anInputThatWasNeverSeenHasAnEmptyRange() {
    TorchScriptArchive archive = model("conv_scripted", "head", "{bits: 8}").archive();

    assertThat(archive.floats("head.input_low")).containsExactly(Float.POSITIVE_INFINITY);
    assertThat(archive.floats("head.input_high")).containsExactly(Float.NEGATIVE_INFINITY);
  }

  @Test
  void aLayerTiedToACompressedOneQuantizesItsInput() {
    JobModel model = model("language_scripted", "embedding", "{bits: 8}");

    assertThat(ranges(model.archive()))
        .containsExactlyInAnyOrder("output.input_low", "output.input_high");
  }

  @Test
  void aTracedLayerThatIsGivenItsWeightQuantizesTheOtherTensor() {
    TorchScriptArchive archive = model("language_traced", "embedding", "{bits: 8}").archive();

    ClassCode.Method forward = archive.modules().get("output").code().method("forward").get();
    assertThat(forward.arguments().get(0).name()).isEqualTo("weight");
    assertThat(forward.body().get(0)).isEqualTo("    input = (self).fake_quantize_input(input, )");
  }

  @ParameterizedTest
  @ValueSource(strings = {"language_scripted", "language_traced"})
  void layersWhoseInputCannotBeQuantizedAreNotedAndLeftOut(String name) {
    JobModel model = model(name, "**", "{match: \"**\"}");

    assertThat(model.plan().notes())
        .contains(
            "embedding, attention.in_proj_weight: input stays float: only Linear and"
                + " convolutions multiply an input with their weight",
            "attention.out_proj: input stays float: its forward never runs: the code of another"
                + " module uses its weight");
  }

  @Test
  void aLayerThatIsSpeltOutMustBeAbleTo() {
    assertThatThrownBy(
            () -> model("language_scripted", "**", "{match: \"{output,attention.out_proj}\"}"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "activations.match names layer attention.out_proj, whose input cannot be quantized: its"
                + " forward never runs: the code of another module uses its weight; leave it out");
  }

  @Test
  void aPatternThatMatchesNoCompressedLayerIsRefused() {
    assertThatThrownBy(() -> model("conv_scripted", "{grouped,head}", "{match: heat}"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith(
            "activations.match 'heat' matches no compressed layer; the nearest are head");
  }

  @Test
  void activationsOfNoLayerAtAllAreRefused() {
    assertThatThrownBy(() -> model("language_traced", "attention.*", "{bits: 8}"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("the input of no layer can be quantized");
  }

  @Test
  void aModelThatQuantizesItsInputsAlreadyIsNotChangedAgain() {
    TorchScriptArchive once = model("conv_scripted", "head", "{bits: 8}").archive();
    String yaml = recipe("head", "activations: {match: head}");

    assertThatThrownBy(() -> JobModel.of(RecipeParser.parse(yaml, "r"), once, 0))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("has an attribute or method of a name that is needed");
  }

  @Test
  void rewritingIsAPureFunction() {
    ActivationCoding coding = new ActivationCoding(8, 0.5, 0.01);
    List<String> modules = List.of("head", "grouped");

    assertThat(JobModel.withQuantizedInputs(open("conv_scripted"), modules, coding))
        .isEqualTo(JobModel.withQuantizedInputs(open("conv_scripted"), modules, coding));
  }

  @Test
  void rangesThatWereObservedAreAccepted() {
    JobModel model = model("conv_scripted", "head", "{bits: 8}");

    assertThatCode(() -> model.requireObserved(range(-1, 2))).doesNotThrowAnyException();
  }

  @Test
  void aRangeThatWasNeverObservedIsRefused() {
    JobModel model = model("conv_scripted", "head", "{bits: 8}");

    assertThatThrownBy(() -> model.requireObserved(range(Float.POSITIVE_INFINITY, -1)))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("training never ran layer head");
  }

  @Test
  void aRangeThatIsNotFiniteIsRefused() {
    JobModel model = model("conv_scripted", "head", "{bits: 8}");

    assertThatThrownBy(() -> model.requireObserved(range(0, Float.NaN)))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("the input of layer head went from 0.0 to NaN in training");
  }

  private static Map<String, ByteBuffer> range(float low, float high) {
    return Map.of("head.input_low", scalar(low), "head.input_high", scalar(high));
  }

  private static ByteBuffer scalar(float value) {
    return ByteBuffer.allocate(Float.BYTES).order(ByteOrder.LITTLE_ENDIAN).putFloat(0, value);
  }

  private static Stream<String> ranges(TorchScriptArchive archive) {
    return archive.tensors().stream()
        .filter(tensor -> !tensor.parameter())
        .map(ArchiveTensor::path)
        .filter(path -> path.contains("input_"));
  }

  private static JobModel model(String archive, String layers, String activations) {
    String yaml = recipe(layers, "activations: " + activations);
    return JobModel.of(RecipeParser.parse(yaml, "recipe.yaml"), open(archive), 0);
  }

  private static String recipe(String layers, String more) {
    return """
        version: 1
        groups:
          - name: all
            layers:
              - {match: "%s", blockSize: 1, centroids: 2}
        batchNorm: {recalibrationBatches: 1}
        %s
        """
        .formatted(layers, more);
  }

  private static TorchScriptArchive open(String name) {
    return TorchScriptArchive.open(ARCHIVES.resolve(name + ".pt"));
  }
}
