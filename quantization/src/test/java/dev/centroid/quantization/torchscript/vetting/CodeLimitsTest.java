package dev.centroid.quantization.torchscript.vetting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.centroid.quantization.InvalidInputException;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Code that would overflow libtorch's stack is refused, and does not overflow ours. */
class CodeLimitsTest {

  private static final int MANY = 200_000;

  static Stream<String> deepStatements() {
    return Stream.of(
        "_0 = " + "(".repeat(MANY),
        "_0 = " + "[".repeat(MANY),
        "_0 = " + "{".repeat(MANY),
        "_0 = " + "-".repeat(MANY) + "1",
        "_0 = " + "int(".repeat(MANY),
        "_0 = " + "torch.relu(".repeat(MANY),
        "_0 = x" + "[0]".repeat(MANY),
        "_0 = 1" + " + 1".repeat(MANY),
        "_0 = 1" + " << 1".repeat(MANY),
        "_0 = " + "(1 + ".repeat(MANY),
        "_0 : " + "List[".repeat(MANY),
        "_0 = " + "annotate(int, ".repeat(MANY),
        "_0 = self" + ".part".repeat(MANY));
  }

  @ParameterizedTest
  @MethodSource("deepStatements")
  void refusesDeepExpressions(String statement) {
    assertThatThrownBy(() -> Code.vet(statement)).isInstanceOf(InvalidInputException.class);
  }

  @Test
  void refusesExpressionsOneLevelBeyondTheLimit() {
    assertThat(Code.vet("_0 = " + nested(CodeLimits.NESTING - 1)).operators())
        .contains("aten.relu");
    assertThatThrownBy(() -> Code.vet("_0 = " + nested(CodeLimits.NESTING)))
        .hasMessageContaining("nested deeper than " + CodeLimits.NESTING);
  }

  private static String nested(int calls) {
    return "torch.relu(".repeat(calls) + "x" + ")".repeat(calls);
  }

  @Test
  void refusesTypesThatDoubleWithEachStatement() {
    String[] lines =
        IntStream.range(0, 40)
            .mapToObj(
                i ->
                    "t%d = (%s, %s)"
                        .formatted(i, i == 0 ? "x" : "t" + (i - 1), i == 0 ? "x" : "t" + (i - 1)))
            .toArray(String[]::new);

    assertThatThrownBy(() -> Code.vet(lines))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("has a type of more than");
  }

  @Test
  void refusesTypesThatDeepenWithEachStatement() {
    String[] lines =
        IntStream.range(0, 100_000)
            .mapToObj(i -> "t%d = [%s]".formatted(i, i == 0 ? "x" : "t" + (i - 1)))
            .toArray(String[]::new);

    assertThatThrownBy(() -> Code.vet(lines))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("has a type of more than");
  }

  @Test
  void refusesDeepBlocks() {
    String[] lines =
        IntStream.range(0, 1000).mapToObj(i -> "  ".repeat(i) + "if True:").toArray(String[]::new);

    assertThatThrownBy(() -> Code.vet(lines))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("blocks nested deeper");
  }

  @Test
  void refusesLongChainsOfElif() {
    StringBuilder code = new StringBuilder("if True:\n      pass");
    for (int i = 0; i < MANY; i++) {
      code.append("\n    elif True:\n      pass");
    }

    assertThatThrownBy(() -> Code.vet(code.toString()))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("blocks nested deeper");
  }

  @Test
  void refusesLongChainsOfFunctions() {
    assertThat(Code.vetFile(chain(CodeLimits.REFERENCES)).rewritten()).isEmpty();
    assertThatThrownBy(() -> Code.vetFile(chain(CodeLimits.REFERENCES + 1)))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("a chain of more than");
    assertThatThrownBy(() -> Code.vetFile(chain(20_000))).isInstanceOf(InvalidInputException.class);
  }

  private static String chain(int functions) {
    StringBuilder code = new StringBuilder();
    for (int i = 1; i < functions; i++) {
      code.append("def f%d(x: int) -> int:\n  return __torch__.f%d(x, )\n".formatted(i, i + 1));
    }
    return code.append("def f%d(x: int) -> int:\n  return x\n".formatted(functions)).toString();
  }

  @Test
  void refusesLongChainsOfClasses() {
    StringBuilder code = new StringBuilder();
    for (int i = 0; i < 2000; i++) {
      code.append("class C%d:\n  next : __torch__.C%d\n".formatted(i, i + 1));
    }

    assertThatThrownBy(() -> Code.vetFile(code + "class C2000:\n  a : int\n"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("a chain of more than");
  }

  @Test
  void aClassMayReferToItself() {
    assertThat(Code.vetFile("class C:\n  next : Optional[__torch__.C]\n").operators()).isEmpty();
  }

  @Test
  void refusesLongLines() {
    assertThatThrownBy(() -> Code.vet("_0 = [" + "1, ".repeat(CodeLimits.LINE_LENGTH / 3) + "]"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("a line has at most");
  }
}
