package dev.centroid.worker.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.centroid.quantization.InvalidInputException;
import dev.centroid.worker.SampleData;
import dev.centroid.worker.TestEngine;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Models that mean harm, tried with the real libtorch: the red-team table of docs/vetting.md. */
class HostileModelTest {

  private static final byte[] PERCEPTRON = SampleData.model("perceptron");

  private final TorchEngine engine = TestEngine.onThisThread();

  /** Operators that read or write beyond tensors, with arguments that make them do so. */
  static Stream<Arguments> calls() {
    Map<String, String> arguments =
        Map.of(
            "_reshape_alias", "[1000000], [1]",
            "_reshape_alias_copy", "[1000000], [1]",
            "segment_reduce", "\"sum\", lengths=x, axis=0, unsafe=True",
            "native_layer_norm_backward", "x, [6], x, x, None, None, [True, True, True]",
            "native_batch_norm_backward",
                "x, None, None, None, x, x, True, 0.1, [True, True, True]",
            "_cdist_backward", "x, x, 2.0, x",
            "_ctc_loss_backward", "x, x, [1], [1], x, x, 0");
    List<String> forms =
        List.of(
            "_9 = torch.%1$s(x, %2$s)",
            "_9 = ops.aten.%1$s(x, %2$s)",
            "_9 = (x).%1$s(%2$s)",
            "_9 = getattr(x, \"%1$s\")(%2$s)");
    return arguments.entrySet().stream()
        .flatMap(
            operator ->
                forms.stream().map(form -> form.formatted(operator.getKey(), operator.getValue())))
        .map(Arguments::of);
  }

  @ParameterizedTest
  @MethodSource("calls")
  void anOperatorThatReachesBeyondATensorDoesNotReachLibtorch(String statement) {
    byte[] hostile = ChangedCode.withStatement(PERCEPTRON, "", statement);

    assertThatThrownBy(() -> TorchModel.load(engine, hostile, Map.of(), "hostile.pt"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith("hostile.pt: `code/__torch__.py`, line 10: ");
  }

  static Stream<String> deepCode() {
    int many = 200_000;
    return Stream.of(
        "_9 = " + "(".repeat(many) + "1" + ")".repeat(many),
        "_9 = " + "-".repeat(many) + "1",
        "_9 = " + "[".repeat(60_000) + "1" + "]".repeat(60_000));
  }

  @ParameterizedTest
  @MethodSource("deepCode")
  void deepCodeDoesNotReachLibtorchsParser(String statement) {
    byte[] hostile = ChangedCode.withStatement(PERCEPTRON, "", statement);

    assertThatThrownBy(() -> TorchModel.load(engine, hostile, Map.of(), "hostile.pt"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("nested deeper");
  }

  /** The deepest code that is allowed: libtorch must compile it on an ordinary thread's stack. */
  static Stream<Arguments> deepestAllowed() {
    String functions =
        IntStream.range(1, 99)
            .mapToObj(
                i ->
                    "def f%d(x: Tensor) -> Tensor:\n  return __torch__.f%d(x, )\n"
                        .formatted(i, i + 1))
            .reduce("", String::concat);
    String blocks =
        IntStream.range(0, 39)
            .mapToObj(i -> (i == 0 ? "" : "    " + "  ".repeat(i)) + "if True:\n")
            .reduce("", String::concat);
    return Stream.of(
        Arguments.of("brackets", "", "_9 = " + "(".repeat(59) + "1" + ")".repeat(59)),
        Arguments.of("calls", "", "_9 = " + "torch.relu(".repeat(59) + "x" + ")".repeat(59)),
        Arguments.of("tuples", "", "_9 = " + "(".repeat(11) + "1" + ",)".repeat(11)),
        Arguments.of("lists", "", "_9 = " + "[".repeat(11) + "1" + "]".repeat(11)),
        Arguments.of("sums", "", "_9 = 1" + " + 1".repeat(59)),
        Arguments.of("blocks", "", blocks + "    " + "  ".repeat(39) + "pass"),
        Arguments.of(
            "functions",
            functions + "def f99(x: Tensor) -> Tensor:\n  return x\n",
            "_9 = __torch__.f1(x, )"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("deepestAllowed")
  void libtorchCompilesTheDeepestCodeThatIsAllowed(String what, String before, String statement) {
    byte[] deep = ChangedCode.withStatement(PERCEPTRON, before, statement);

    assertThat(outputOf(deep)).as(what).isEqualTo(outputOf(PERCEPTRON));
  }

  @Test
  void printAndWarnWriteNothing() throws IOException, InterruptedException {
    Process child =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Talkative.class.getName())
            .redirectErrorStream(true)
            .start();

    String output = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(child.waitFor()).as(output).isZero();
    assertThat(output).contains("ran the model").doesNotContain("from the model");
  }

  /** Runs a model that prints and warns. */
  static final class Talkative {
    public static void main(String[] arguments) {
      byte[] model =
          ChangedCode.withStatement(
              PERCEPTRON,
              "",
              "print(\"\\033[31mprinted from the model\", x)\n"
                  + "    torch.warn(\"warning from the model\", 2)");
      TorchEngine engine = TestEngine.onThisThread();
      try (TorchModel loaded = TorchModel.load(engine, model, Map.of(), "model.pt");
          NDManager step = loaded.newStep()) {
        NDArray output = loaded.forward(step.ones(new Shape(2, 6)), ForwardMode.EVALUATION);
        System.out.println("ran the model: " + output.getShape());
      }
    }
  }

  @Test
  void memoryThatIsNotInitializedIsZero() {
    String statement = "x = torch.empty([2, 6], dtype=6, layout=None, device=None)";
    byte[] leaking = ChangedCode.withStatement(PERCEPTRON, "", statement);
    byte[] zeros = ChangedCode.withStatement(PERCEPTRON, "", "x = torch.mul(x, 0.)");

    assertThat(outputOf(leaking)).isEqualTo(outputOf(zeros));
  }

  @Test
  void aModelThatRaisesIsQuotedInOneLine() {
    byte[] raising =
        ChangedCode.withStatement(
            PERCEPTRON,
            "",
            "ops.prim.RaiseException(\"at most 1 example\\033[31m, got 2\", \"builtins.ValueError\")");

    assertThatThrownBy(() -> outputOf(raising))
        .isInstanceOfSatisfying(
            ModelRunException.class, e -> assertThat(e.isCausedByModel()).isTrue())
        .hasMessage("the model raised ValueError: at most 1 example?[31m, got 2");
  }

  @Test
  void aModelThatAsksForTooMuchMemoryIsNamed() {
    String statement = "x = torch.add(x, torch.max(torch.zeros([1125899906842624], dtype=6)))";
    byte[] greedy = ChangedCode.withStatement(PERCEPTRON, "", statement);

    assertThatThrownBy(() -> outputOf(greedy))
        .isInstanceOfSatisfying(
            ModelRunException.class, e -> assertThat(e.isCausedByModel()).isTrue())
        .hasMessage("the model asked for 4503599627370496 bytes of memory, more than there is");
  }

  private float[] outputOf(byte[] archive) {
    try (TorchModel model = TorchModel.load(engine, archive, Map.of(), "model.pt");
        NDManager step = model.newStep()) {
      return model.forward(step.ones(new Shape(2, 6)), ForwardMode.EVALUATION).toFloatArray();
    }
  }
}
