package dev.centroid.quantization.torchscript.vetting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** libtorch's copy of the code writes nothing to the terminal and shows no old memory. */
class RewrittenCodeTest {

  private static String rewritten(String statement) {
    String code = Code.vet(statement).rewritten().getOrDefault(Code.PATH, "");
    return code.lines()
        .dropWhile(line -> !line.contains("anything: Any"))
        .skip(1)
        .findFirst()
        .orElseThrow()
        .strip();
  }

  @Test
  void argumentsOfPrintAreComputedAndDropped() {
    assertThat(rewritten("print(torch.add_(x, 1), \"a\")"))
        .matches("_silenced_by_centroid_\\d+ = \\(torch\\.add_\\(x, 1\\), \"a\", \\)");
  }

  @Test
  void argumentsOfWarnAreComputedAndDropped() {
    assertThat(rewritten("torch.warn(\"a\", 2, )"))
        .matches("_silenced_by_centroid_\\d+ = \\(\"a\", 2, \\)");
  }

  @Test
  void printWithoutArgumentsIsDropped() {
    assertThat(rewritten("print()")).isEqualTo("pass");
  }

  @Test
  void twoStatementsHaveVariablesOfTheirOwn() {
    String code = Code.vet("print(x)", "print(\"a\")").rewritten().getOrDefault(Code.PATH, "");

    assertThat(code.lines().filter(line -> line.contains("_silenced")).map(String::strip))
        .hasSize(2)
        .doesNotHaveDuplicates()
        .allMatch(line -> !line.contains("print"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          torch.empty([2], dtype=6, layout=None, device=None, pin_memory=None, memory_format=None) \
          | torch.zeros([2], dtype=6, layout=None, device=None, pin_memory=None)
          torch.empty([2]) | torch.zeros([2])
          ops.aten.empty([2]) | ops.aten.zeros([2])
          torch.empty_like(x, memory_format=2) | torch.zeros_like(x, memory_format=2)
          torch.new_empty(x, [2]) | torch.new_zeros(x, [2])
          torch.add(torch.empty([2]), torch.empty([3])) | torch.add(torch.zeros([2]), torch.zeros([3]))
          """)
  void emptyTensorsAreZero(String given, String expected) {
    assertThat(rewritten("y = " + given)).isEqualTo("y = " + expected);
  }

  @Test
  void aMemoryFormatOfAnEmptyTensorIsRefused() {
    assertThatThrownBy(() -> Code.vet("y = torch.empty([2, 2, 2, 2], memory_format=2)"))
        .hasMessageContaining("memory format");
  }

  @Test
  void rewrittenCodeIsAllowedAndStaysAsItIs() {
    String once =
        Code.vet("print(x)", "y = torch.empty([2])").rewritten().getOrDefault(Code.PATH, "");

    assertThat(Code.vetFile(once).rewritten()).isEmpty();
  }
}
