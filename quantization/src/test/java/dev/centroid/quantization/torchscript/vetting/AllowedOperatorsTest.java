package dev.centroid.quantization.torchscript.vetting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.centroid.quantization.InvalidInputException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The shipped list of operators, and what an operator of the service can add. */
class AllowedOperatorsTest {

  @TempDir private Path folder;

  private static List<String> lines(String resource) throws IOException {
    try (InputStream text =
        Objects.requireNonNull(AllowedOperators.class.getResourceAsStream(resource))) {
      return new String(text.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    }
  }

  @Test
  void everyOperatorWithAnUnderscoreHasAReason() throws IOException {
    assertThat(lines("operators.txt"))
        .filteredOn(line -> line.matches("[a-z]+\\._.*"))
        .isNotEmpty()
        .allMatch(line -> line.matches("[a-z]+\\.\\w+  # .{10,}"));
  }

  @Test
  void everyOperatorIsOneOfPyTorchs() throws IOException {
    assertThat(lines("known-operators.txt")).containsAll(AllowedOperators.shippedNames());
  }

  @Test
  void noOperatorIsListedTwice() throws IOException {
    assertThat(lines("operators.txt"))
        .filteredOn(line -> !line.isBlank() && !line.startsWith("#"))
        .map(line -> line.replaceFirst(" .*", ""))
        .doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "as_strided.*",
        "set_",
        "resize.*",
        "(?!unsafe_chunk).*unsafe.*",
        ".*_backward",
        "segment_reduce",
        "_sparse_.*",
        "_convert_indices.*",
        "max_unpool.*",
        "_fused_.*",
        "_embedding_bag.*",
        "lstm_cell",
        "ctc_loss",
        "_ctc_loss",
        "_reshape_alias.*",
        "_cdist.*",
        "native_.*",
        "_index_put_impl.*",
        "from_file",
        "save",
        "_pad_packed_sequence",
        "data_ptr",
        "_foreach.*",
        "rename.*"
      })
  void operatorsThatTrustTheirArgumentsAreNotListed(String pattern) {
    assertThat(AllowedOperators.shippedNames())
        .noneMatch(name -> name.matches("(aten|prim)\\." + pattern));
  }

  @Test
  void onlyOperatorsThatComputeOnTensorsAreListed() {
    assertThat(AllowedOperators.shippedNames())
        .allMatch(name -> name.startsWith("aten.") || name.startsWith("prim."));
  }

  @Test
  void aFileAddsOperators() throws IOException {
    Path file = folder.resolve("more.txt");
    Files.writeString(file, "# for the model of team A\naten.histogram  # counts\n\n");
    Map<String, String> code = Map.of(Code.PATH, Code.model("y = torch.histogram(x, 3)"));

    VettedCode vetted = CodeVetting.vet("model.pt", code, AllowedOperators.withFile(file));

    assertThat(vetted.operators()).contains("aten.histogram");
    assertThatThrownBy(() -> CodeVetting.vet("model.pt", code, AllowedOperators.shipped()))
        .isInstanceOf(InvalidInputException.class);
  }

  @Test
  void refusesAFileWithALineThatIsNotAnOperator() throws IOException {
    Path file = folder.resolve("more.txt");
    Files.writeString(file, "torch histogram\n");

    assertThatThrownBy(() -> AllowedOperators.withFile(file))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith("CENTROID_ALLOWED_OPERATORS: ")
        .hasMessageContaining("`torch histogram`");
  }

  @Test
  void refusesAFileThatCannotBeRead() {
    assertThatThrownBy(() -> AllowedOperators.withFile(folder.resolve("none")))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("cannot be read");
  }
}
