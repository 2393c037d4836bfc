package dev.centroid.quantization.torchscript;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.centroid.quantization.InvalidInputException;
import dev.centroid.quantization.random.TestSeed;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Real archives in whose code a call of a forbidden operator is hidden: none is read, so none
 * reaches libtorch.
 */
class ForbiddenOperatorsTest {

  /** Those that were found to read or write beyond tensors, and others that reach outside. */
  private static final List<String> FORBIDDEN =
      List.of(
          "_reshape_alias",
          "_reshape_alias_copy",
          "segment_reduce",
          "native_layer_norm_backward",
          "native_batch_norm_backward",
          "_cdist_backward",
          "_ctc_loss_backward",
          "as_strided",
          "as_strided_",
          "as_strided_scatter",
          "set_",
          "resize_",
          "lstm_cell",
          "ctc_loss",
          "max_unpool2d",
          "_embedding_bag",
          "_fused_adam_",
          "_index_put_impl_",
          "save",
          "from_file");

  /** NAME is the operator, ARG a variable of the function, QUOTED the name with escapes. */
  private static final List<String> FORMS =
      List.of(
          "_hostile = torch.NAME(ARG)",
          "_hostile = ops.aten.NAME(ARG)",
          "_hostile = (ARG).NAME()",
          "_hostile = ARG.NAME()",
          "_hostile = ARG . NAME()",
          "_hostile = (torch).NAME(ARG)",
          "_hostile = torch. NAME(ARG)",
          "_hostile = torch .NAME (ARG)",
          "_hostile = getattr(ARG, \"NAME\")()",
          "_hostile = getattr(ARG, \"QUOTED\")()",
          "_hostile = getattr(torch, \"NAME\")(ARG)",
          "_hostile = getattr(ops.aten, \"QUOTED\")(ARG)",
          "_hostile = ARG.NAME",
          "_alias = torch.NAME\nINDENT_hostile = _alias(ARG)",
          "_alias = ARG.NAME\nINDENT_hostile = _alias()",
          "_alias = torch\nINDENT_hostile = _alias.NAME(ARG)",
          "_alias = ops.aten\nINDENT_hostile = _alias.NAME(ARG)",
          "_hostile = torch.\\\nINDENT  NAME(ARG)",
          "_hostile = (torch\nINDENT  .NAME(ARG))",
          "_hostile = torch.NAME(\nINDENT  ARG)",
          "_hostile = [torch.NAME(ARG)]",
          "_hostile = (torch.NAME(ARG),)",
          "_hostile = {\"a\": torch.NAME(ARG)}",
          "_hostile = annotate(Tensor, torch.NAME(ARG))",
          "_hostile = unchecked_cast(Tensor, ARG.NAME())",
          "_hostile : Tensor = torch.NAME(ARG)",
          "_a, _b, = torch.NAME(ARG)",
          "print(torch.NAME(ARG))",
          "torch.warn(torch.NAME(ARG))",
          "torch.NAME(ARG)",
          "if bool(torch.NAME(ARG)):\nINDENT  pass",
          "while bool(ARG.NAME()):\nINDENT  pass",
          "for _i in range(ARG.NAME()):\nINDENT  pass",
          "with ARG.NAME():\nINDENT  pass",
          "_hostile = \"a\" + torch.NAME(ARG)",
          "_hostile = \"\\\"\" + torch.NAME(ARG) + \"\\\"\"",
          "_hostile = torch\u00a0.NAME(ARG)",
          "_hostile = torch.NA\u200bME(ARG)",
          "_hostile = \uff54orch.NAME(ARG)",
          "_hostile = 1.torch.NAME(ARG)",
          "_hostile = torch.autograd.NAME(ARG)",
          "_hostile = (lambda: torch.NAME(ARG))()",
          "_hostile = [torch.NAME(_i) for _i in [ARG]]",
          "def _inner():\nINDENT  return torch.NAME(ARG)");

  private static final int PLACES = 40;
  private static final Pattern FUNCTION =
      Pattern.compile("( *)def \\w+\\((\\w+)[^)]*\\) -> [^\n]*:\n");

  static Stream<String> forms() {
    return FORMS.stream();
  }

  @ParameterizedTest
  @MethodSource("forms")
  void noFormOfACallIsRead(String form) {
    Random random = TestSeed.random();
    List<String> names = Archives.names().toList();
    for (int i = 0; i < PLACES; i++) {
      String archive = names.get(random.nextInt(names.size()));
      String operator = FORBIDDEN.get(random.nextInt(FORBIDDEN.size()));
      byte[] hostile = withCall(archive, form, operator, random);

      assertThatThrownBy(() -> TorchScriptArchive.parse(hostile, archive))
          .as("%s of %s in %s, seed %s", form, operator, archive, TestSeed.value())
          .isInstanceOf(InvalidInputException.class);
    }
  }

  @Test
  void noCallBecomesAMethod() {
    Random random = TestSeed.random();
    for (String name : Archives.names().toList()) {
      byte[] hostile = withMethodCall(name, random);

      assertThatThrownBy(() -> TorchScriptArchive.parse(hostile, name))
          .as("%s, seed %s", name, TestSeed.value())
          .isInstanceOf(InvalidInputException.class);
    }
  }

  /** Puts a statement before the first one of a random function. */
  private static byte[] withCall(String name, String form, String operator, Random random) {
    HandmadeArchive archive = HandmadeArchive.of(Archives.open(name).withTensors(Map.of()));
    String file = anyCode(archive, random);
    String code = new String(archive.bytes(file), StandardCharsets.UTF_8);
    List<MatchResult> functions = FUNCTION.matcher(code).results().toList();
    MatchResult function = functions.get(random.nextInt(functions.size()));
    String indent = function.group(1) + "  ";
    String statement =
        form.replace("INDENT", indent)
            .replace(
                "QUOTED", "\\%03o%s".formatted((int) operator.charAt(0), operator.substring(1)))
            .replace("NAME", operator)
            .replace("NA\u200bME", operator)
            .replace("ARG", function.group(2));
    String hostile =
        code.substring(0, function.end())
            + indent
            + statement
            + "\n"
            + code.substring(function.end());
    return archive.with(file, hostile.getBytes(StandardCharsets.UTF_8)).stored();
  }

  /** Rewrites one call {@code torch.NAME(first, ...} as {@code (first).NAME(...}. */
  private static byte[] withMethodCall(String name, Random random) {
    HandmadeArchive archive = HandmadeArchive.of(Archives.open(name).withTensors(Map.of()));
    Pattern call = Pattern.compile("torch\\.(\\w+)\\((\\w+)(?:, )?");
    List<String> files = new ArrayList<>();
    for (String file : archive.names()) {
      if (file.endsWith(".py")
          && call.matcher(new String(archive.bytes(file), StandardCharsets.UTF_8)).find()) {
        files.add(file);
      }
    }
    String file = files.get(random.nextInt(files.size()));
    String code = new String(archive.bytes(file), StandardCharsets.UTF_8);
    String hostile = call.matcher(code).replaceFirst("($2).$1(");
    return archive.with(file, hostile.getBytes(StandardCharsets.UTF_8)).stored();
  }

  private static String anyCode(HandmadeArchive archive, Random random) {
    List<String> files =
        archive.names().stream()
            .filter(file -> file.endsWith(".py"))
            .filter(
                file ->
                    FUNCTION
                        .matcher(new String(archive.bytes(file), StandardCharsets.UTF_8))
                        .find())
            .toList();
    return files.get(random.nextInt(files.size()));
  }
}
