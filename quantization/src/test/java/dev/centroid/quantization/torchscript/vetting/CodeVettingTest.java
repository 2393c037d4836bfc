package dev.centroid.quantization.torchscript.vetting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.centroid.quantization.InvalidInputException;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which forms of code models may have. */
class CodeVettingTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "y = torch.add(x, 1)",
        "y = torch.add(torch.mul(x, x), x, alpha=1)",
        "_0 = (self.part).forward(x, )",
        "part = self.part",
        "_1 = (((self.parts)[0])).forward(x, )",
        "_1 = ((self.named)[\"a\"]).forward(x, )",
        "_1 = (torch.values(self.named)[0]).forward(x, )",
        "_1 = (torch._unwrap_optional(self.maybe)).forward(x, )",
        "_1 = (unchecked_cast(__torch__.Part, self.maybe)).forward(x, )",
        "_1 = ((pair).part).forward(x, )",
        "_1 = ((pair)[1]).forward(x, )",
        "_1 = torch.mul(getattr(self.part, \"0\"), x)",
        "_1 = __torch__.helper(x, 0.5, )",
        "_1 = __torch__.Pair(x, self.part)",
        "_1 = (__torch__.Color.RED).value",
        "_1 = annotate(List[int], x.tolist())",
        "_1 = unchecked_cast(Tensor, anything)",
        "_1 = isinstance(anything, (Tensor, int, Optional[Tensor]))",
        "_1 = isinstance(anything, (list, tuple))",
        "_1 = uninitialized(Tuple[int, int])",
        "_1 = {\"a\": x, \"b\": x}",
        "_1 = [1, -2, 3.5, 1e-05, 1., inf, -inf, nan]",
        "a, b, = (x, 1)",
        "a, b = x, 1",
        "a : Optional[Tensor] = None",
        "a = CONSTANTS.c12",
        "self.part = self.part",
        "ops.prim.RaiseException(\"too \\\"long\\\"\", \"builtins.ValueError\")",
        "_1 = int(torch.size(x, 0)) + 1 * 2",
        "_1 = (x)[1:2]",
        "pass",
      })
  void allowsWhatTheSerializerWrites(String statement) {
    assertThat(Code.vet(statement).rewritten()).isEmpty();
  }

  @Test
  void allowsBlocksAndFunctionsAsValues() {
    VettedCode code =
        Code.vet(
            "_0 = __torch__.helper",
            "if torch.gt(torch.size(x, 0), 1):",
            "  y = _0(x, 0.5, )",
            "else:",
            "  y = x",
            "for i in range(3):",
            "  y = torch.add(y, i)",
            "go = True",
            "while go:",
            "  go = False",
            "_1 = __torch__.Context.__new__(__torch__.Context)",
            "with _1:",
            "  y = torch.relu(y)");

    assertThat(code.operators())
        .containsExactlyInAnyOrder("aten.gt", "aten.size", "aten.add", "aten.relu", "aten.mul");
  }

  static Stream<String> refusedForms() {
    return Stream.of(
        // Operators as methods, as attributes and under other names.
        "_0 = (x)._reshape_alias([1], [1])",
        "_0 = x._reshape_alias([1], [1])",
        "_0 = x.add(1)",
        "_0 = x.data",
        "_0 = x.T",
        "f = x.add",
        "f = torch.add",
        "f = ops.aten.add",
        "t = torch",
        "o = ops.aten",
        "_0 = getattr(x, \"_reshape_alias\")([1], [1])",
        "_0 = getattr(x, \"\\137reshape_alias\")([1], [1])",
        "_0 = getattr(torch, \"add\")",
        "_0 = getattr(self, \"part\" )(x)",
        "_0 = (self)._reshape_alias([1], [1])",
        "_0 = (self.part)._reshape_alias([1], [1])",
        "_0 = (self.unknown).forward(x, )",
        "_0 = (torch.relu(x)).forward(x, )",
        "_0 = [x.detach(), x]",
        "_0 = torch.add(x, x.detach())",
        "_0 = (torch.add)(x, x)",
        "_0 = [torch.add][0](x, x)",
        "_0 = self.part(x)",
        "_0 = torch.autograd.save(x, \"f\")",
        "_0 = torch.nn.functional.relu(x)",
        "_0 = ops.aten(x)",
        "torch = self.part",
        "getattr = __torch__.helper",
        "ops = x",
        "annotate = __torch__.helper",
        // Builtins.
        "_0 = open(\"/etc/passwd\")",
        "_0 = eval(\"1\")",
        "_0 = hasattr(x, \"add\")",
        "_0 = fork(__torch__.helper, x)",
        "_0 = print(x)",
        "_0 = torch.warn(\"a\")",
        "_0 = [print(x)]",
        "_0 = ops.aten.warn(\"a\", 2)",
        "torch.warn",
        "torch.warn\n    torch.add(x, x)",
        // What does not exist in the archive.
        "_0 = __torch__.nothing(x, )",
        "_0 = __torch__.Model(x, )",
        "_0 = __torch__.Model.forward(self, x, )",
        "_0 = __torch__.Model.__new__(__torch__.Model)",
        "_0 = __torch__.Context.__new__(__torch__.Part)",
        "_0 = __torch__.Color.GREEN",
        "_0 = __torch__.torch.classes.dist_rpc.WorkerInfo(x)",
        "_0 : __torch__.torch.classes.dist_rpc.WorkerInfo = x",
        "_0 = nowhere",
        "_0 = CONSTANTS.x0",
        "_0 = CONSTANTS[0]",
        // Casts that libtorch does not check.
        "_0 = unchecked_cast(__torch__.Model, self.part)",
        "_0 = unchecked_cast(__torch__.Part, anything)",
        "_0 = unchecked_cast(List[__torch__.Part], self.parts[0])",
        "_0 = unchecked_cast(Tuple[Tensor, Tensor], anything)",
        "_0 = unchecked_cast(Tuple[Tensor, Tensor], (x, x, x))",
        "_0 = ops.prim.unchecked_cast(x)",
        // Grammar.
        "_0 = lambda: x",
        "_0 = x if x else x",
        "_0 = [y for y in x]",
        "_0 = not x",
        "_0 = x and x",
        "_0 = x @ x",
        "_0 = ~x",
        "_0 = f\"x\"",
        "_0 = 'x'",
        "_0 = \"\"\"x\"\"\"",
        "_0 = \"a\" \"b\"",
        "_0 = \"\\x41\"",
        "_0 = \"a",
        "_0 = 0x10",
        "_0 = 1.add(x)",
        "_0 = 1.torch.add(x, x)",
        "_0 = 1e",
        "_0 = torch.add(x,\n      x)",
        "_0 = torch.\\\n      add(x, x)",
        "_0 = x # comment",
        "_0 = x;",
        "\t_0 = x",
        "_0 =\tx",
        "_0 = x\r",
        "_0 = \u00e4",
        "_0 = torch\u00a0.add(x, x)",
        "_0 = (x",
        "_0 = x)",
        "   _0 = x",
        "_0 += x",
        "_0 = _1 = x",
        "x[0] = x",
        "def inner():\n      return x",
        "class Inner:\n      pass",
        "import os",
        "from os import path",
        "raise x",
        "assert x",
        "del x",
        "global x",
        "try:\n      pass",
        "async def f():\n      pass",
        "for y in self.parts:\n      pass",
        "break",
        "@decorator");
  }

  @ParameterizedTest
  @MethodSource("refusedForms")
  void refusesEveryOtherForm(String statement) {
    assertThatThrownBy(() -> Code.vet(statement))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith("model.pt: `code/__torch__.py`, line ")
        .hasMessageMatching("[^\\p{Cntrl}]*");
  }

  static Stream<Arguments> refusedFiles() {
    return Stream.of(
        Arguments.of("statement outside a function", "_0 = torch.add(1, 1)\n"),
        Arguments.of("another base class", "class Model(torch.nn.Module):\n  pass\n"),
        Arguments.of("two base classes", "class Model(Module, Enum):\n  pass\n"),
        Arguments.of("computed constant", "class A:\n  b : Final[int] = torch.add(1, 1)\n"),
        Arguments.of("computed default", "def f(x: int=torch.add(1, 1)) -> int:\n  return x\n"),
        Arguments.of(
            "operator as a method of a constant",
            "def f(x: Tensor=CONSTANTS.c0._reshape_alias([9], [1])) -> Tensor:\n  return x\n"),
        Arguments.of(
            "method for another class",
            "class A:\n  pass\nclass B:\n  def f(self: __torch__.A) -> int:\n    return 1\n"),
        Arguments.of("decorated function", "@f\ndef f(x: int) -> int:\n  return x\n"),
        Arguments.of("variable arguments", "def f(*x) -> int:\n  return 1\n"),
        Arguments.of("unknown type", "def f(x: Socket) -> int:\n  return 1\n"),
        Arguments.of(
            "function declared twice",
            "def f(x: int) -> int:\n  return x\ndef f(x: int) -> int:\n  return x\n"),
        Arguments.of("class declared twice", "class A:\n  pass\nclass A:\n  pass\n"),
        Arguments.of("attribute declared twice", "class A:\n  a : int\n  a : Tensor\n"),
        Arguments.of("file that ends in a line", "def f(x: int) -> int:\n  return x"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("refusedFiles")
  void refusesEveryOtherFile(String what, String code) {
    assertThatThrownBy(() -> Code.vetFile(code))
        .as(what)
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith("model.pt: `code/__torch__.py`, line ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"code/elsewhere.py", "code/__torch__/a.b.py", "code/__torch__x.py"})
  void refusesCodeOutsideTheArchivesNamespace(String path) {
    assertThatThrownBy(
            () -> CodeVetting.vet("model.pt", Map.of(path, ""), AllowedOperators.shipped()))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("is not below code/__torch__");
  }

  @Test
  void namesFileLineAndOperatorOfARefusal() {
    assertThatThrownBy(() -> Code.vet("y = x", "y = torch.from_file(\"/etc/passwd\")"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageMatching(
            "model\\.pt: `code/__torch__\\.py`, line \\d+: calls 'torch\\.from_file', which is not"
                + " on the list .* CENTROID_ALLOWED_OPERATORS .*");
  }

  @Test
  void aVariableOfTwoTypesHasNoMethods() {
    assertThatThrownBy(
            () ->
                Code.vet(
                    "if torch.gt(torch.size(x, 0), 1):",
                    "  y = self.part",
                    "else:",
                    "  y = x",
                    "_0 = (y).forward(x, )"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("the method 'forward'");
  }

  @Test
  void aMethodWithTheNameOfAForbiddenOperatorIsRefusedEvenOnAnOwnClass() {
    String code =
        """
        class Model(Module):
          __parameters__ = []
          __buffers__ = []
          def set_(self: __torch__.Model,
            x: Tensor) -> Tensor:
            return x
          def forward(self: __torch__.Model,
            x: Tensor) -> Tensor:
            return (self).set_(x, )
        """;

    assertThatThrownBy(() -> Code.vetFile(code))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("'set_'");
  }
}
