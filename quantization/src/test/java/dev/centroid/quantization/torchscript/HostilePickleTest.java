package dev.centroid.quantization.torchscript;

import static dev.centroid.quantization.torchscript.HandmadeArchive.FILE;
import static dev.centroid.quantization.torchscript.HandmadeArchive.MODEL;
import static dev.centroid.quantization.torchscript.HandmadeArchive.START;
import static dev.centroid.quantization.torchscript.HandmadeArchive.integer;
import static dev.centroid.quantization.torchscript.HandmadeArchive.storage;
import static dev.centroid.quantization.torchscript.HandmadeArchive.tensor;
import static dev.centroid.quantization.torchscript.HandmadeArchive.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.centroid.quantization.InvalidInputException;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class HostilePickleTest {

  private static final String WITHOUT_PARAMETERS = "class Model(Module):\n  __parameters__ = []\n";
  private static final String PICKLE = "model/data.pkl";

  @Test
  void theHandmadeArchiveIsSoundUntilATestChangesIt() {
    assertThat(new HandmadeArchive().parse().floats("weight")).containsExactly(0f, 0f);
  }

  @ParameterizedTest
  @CsvSource({
    "os, system",
    "posix, system",
    "builtins, eval",
    "__builtin__, exec",
    "subprocess, Popen",
    "collections, Counter",
    "__torch__x, Model"
  })
  void aNameThatIsNotOnTheListIsRefused(String module, String name) {
    String call = START + "c" + module + "\n" + name + "\n" + text("echo") + "\u0085R.";

    assertThatThrownBy(() -> new HandmadeArchive().with(PICKLE, call).parse())
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "model.pt: data.pkl asks for `%s.%s`, which no TorchScript file needs; refusing to load it",
            module, name);
  }

  @Test
  void constantsAreVettedLikeData() {
    HandmadeArchive archive =
        new HandmadeArchive().with("model/constants.pkl", START + "cos\nsystem\n.");

    assertThatThrownBy(archive::parse)
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith("model.pt: constants.pkl asks for `os.system`");
  }

  @Test
  void aKindOfTensorThatIsNotSupportedIsNamed() {
    HandmadeArchive archive = new HandmadeArchive().withWeight("ctorch._utils\n_rebuild_qtensor\n");

    assertThatThrownBy(archive::parse)
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("`torch._utils._rebuild_qtensor`, which is not supported");
  }

  static IntStream opcodesThatNoArchiveNeeds() {
    String needed = "N\u0088\u0089KMJ\u008aGXc]}()\u0085\u0086\u0087taesuqrhj\u0081bRQ.";
    return IntStream.range(0, 256).filter(opcode -> needed.indexOf(opcode) < 0);
  }

  @ParameterizedTest
  @MethodSource("opcodesThatNoArchiveNeeds")
  void anOpcodeThatIsNotOnTheListIsRefused(int opcode) {
    HandmadeArchive archive = new HandmadeArchive().with(PICKLE, START + (char) opcode + "....");

    assertThatThrownBy(archive::parse)
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("uses pickle opcode 0x%02x", opcode);
  }

  static Stream<Arguments> brokenPickles() {
    return Stream.of(
        Arguments.of("", "is cut short"),
        Arguments.of("\u0080\u0004N.", "not a pickle of protocol 2"),
        Arguments.of("(dp0\n.", "not a pickle of protocol 2"),
        Arguments.of(START, "is cut short"),
        Arguments.of(START + ".", "one value is left"),
        Arguments.of(START + "NN.", "one value is left"),
        Arguments.of(START + "(N.", "one value is left"),
        Arguments.of(START + "t.", "a mark is set before it is used"),
        Arguments.of(START + "N(\u0085.", "empty stack"),
        Arguments.of(START + "h\u0000.", "the memo is filled before it is read"),
        Arguments.of(START + "q\u0000.", "empty stack"),
        Arguments.of(START + "Nr\u0001\u0001\0\0.", "the memo is filled in order"),
        Arguments.of(START + "Nr\u00ff\u00ff\u00ff\u00ff.", "the memo is filled in order"),
        Arguments.of(START + "NNa.", "appended to a list"),
        Arguments.of(START + "NNNs.", "put into a dict"),
        Arguments.of(START + "}(Nu.", "every key has a value"),
        Arguments.of(START + "N)\u0081.", "the archive's own classes"),
        Arguments.of(START + "c__torch__\nModel\nN\u0081.", "made without arguments"),
        Arguments.of(START + "NNb.", "given its state once"),
        Arguments.of(START + MODEL + "}b}b.", "given its state once"),
        Arguments.of(START + "N)R.", "only functions and enums are called"),
        Arguments.of(START + "ctorch\ndevice\nNR.", "arguments are a tuple"),
        Arguments.of(START + "NQ.", "a persistent id names a storage"),
        Arguments.of(START + "\u008a\u0009123456789.", "at most 64 bits"),
        Arguments.of(START + "X\u00ff\u00ff\u00ff\u00ffabc.", "is cut short"),
        Arguments.of(START + "X\u0001\0\0\0\u00ff.", "not UTF-8"),
        Arguments.of(START + "c" + "a".repeat(2_000) + "\nb\n.", "names are short"),
        Arguments.of(START + "N.", "does not hold a module"),
        Arguments.of(START + MODEL + ".", "state in a way of its own"),
        Arguments.of(START + MODEL + "Nb.", "state in a way of its own"),
        Arguments.of(START + MODEL + "}(NNub.", "attributes without a name"),
        Arguments.of(START + MODEL + "}b.", "`weight` should be a tensor and is not"),
        Arguments.of(START + "c__torch__\nOther\n)\u0081}b.", "the archive has no code for it"));
  }

  @ParameterizedTest
  @MethodSource("brokenPickles")
  void aBrokenPickleIsRefusedInOneLineThatNamesTheFile(String pickle, String reason) {
    assertThatThrownBy(() -> new HandmadeArchive().with(PICKLE, pickle).parse())
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith(FILE + ": ")
        .hasMessageContaining(reason)
        .hasMessageNotContaining("\n");
  }

  static Stream<Arguments> impossibleTensors() {
    long huge = 1L << 62;
    return Stream.of(
        Arguments.of(tensor("7", 2, 0, 2, 1), "needs `data/7`, which is missing"),
        Arguments.of(tensor("0", 3, 0, 2, 1), "needs 3 elements of type F32 in `data/0`"),
        Arguments.of(tensor("0", Integer.MAX_VALUE, 0, 2, 1), "has only 8 bytes"),
        Arguments.of(tensor("0", -1, 0, 2, 1), "a persistent id names a storage"),
        Arguments.of(tensor("0", 2, 0, 3, 1), "a tensor lies within its storage"),
        Arguments.of(tensor("0", 2, 1, 2, 1), "a tensor lies within its storage"),
        Arguments.of(tensor("0", 2, 0, 2, 2), "a tensor lies within its storage"),
        Arguments.of(tensor("0", 2, 0, 2, huge), "a tensor lies within its storage"),
        Arguments.of(tensor("0", 2, 0, 4, huge), "a tensor's size fits 64 bits"),
        Arguments.of(tensor("0", 2, Long.MAX_VALUE, 1, 1), "a tensor's size fits 64 bits"),
        Arguments.of(tensor("0", 2, -1, 1, 1), "no size, stride or offset is negative"),
        Arguments.of(tensor("0", 2, 0, -1, 1), "no size, stride or offset is negative"),
        Arguments.of(tensor("0", 2, 1, 2, -1), "no size, stride or offset is negative"),
        Arguments.of(tensor("0", 2, 0, huge, 0), "repeat a small storage without end"),
        Arguments.of(storage("0", 2), "`weight` should be a tensor and is not"),
        Arguments.of(integer(1), "`weight` should be a tensor and is not"));
  }

  @ParameterizedTest
  @MethodSource("impossibleTensors")
  void aTensorThatItsStorageCannotHoldIsRefused(String value, String reason) {
    assertThatThrownBy(() -> new HandmadeArchive().withWeight(value).parse())
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith(FILE + ": ")
        .hasMessageContaining(reason);
  }

  @Test
  void aModuleThatContainsItselfIsRefused() {
    String cyclic = START + MODEL + "q\0}(" + text("itself") + "h\0ub.";
    HandmadeArchive archive =
        new HandmadeArchive()
            .with(PICKLE, cyclic)
            .with("model/code/__torch__.py", WITHOUT_PARAMETERS);

    assertThatThrownBy(archive::parse)
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("nest deeper than 100 levels");
  }

  @Test
  void aListThatContainsItselfIsHarmless() {
    String value = tensor("0", 2, 0, 2, 1) + text("loop") + "]q\u0005(h\u0005e";

    assertThat(new HandmadeArchive().withWeight(value).parse().tensors()).hasSize(1);
  }

  @Test
  void modulesThatDoubleAtEveryLevelAreRefused() {
    String module = MODEL + "}b";
    for (char level = 0; level < 60; level++) {
      String twice = text("left") + module + "q" + level + text("right") + "h" + level;
      module = MODEL + "}(" + twice + "ub";
    }
    HandmadeArchive archive =
        new HandmadeArchive()
            .with(PICKLE, START + module + ".")
            .with("model/code/__torch__.py", WITHOUT_PARAMETERS);

    assertThatThrownBy(archive::parse)
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("more than 100000 modules");
  }

  @ParameterizedTest
  @ValueSource(strings = {"N", "]", "(", "}", "Nq\u0001"})
  void opcodesWithoutEndAreRefused(String opcodes) {
    String endless = START + opcodes.repeat(5_000_000 / opcodes.length()) + ".";
    HandmadeArchive archive = new HandmadeArchive().with(PICKLE, endless);

    assertThatThrownBy(archive::parse)
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith("model.pt: data.pkl ");
  }

  @Test
  void aPickleLongerThanAnyModelNeedsIsNotRead() {
    HandmadeArchive archive = new HandmadeArchive().with(PICKLE, new byte[(32 << 20) + 1]);

    assertThatThrownBy(archive::parse)
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining(
            "`model/data.pkl` has 33554433 bytes, more than the 33554432 allowed");
  }
}
