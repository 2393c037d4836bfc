package dev.centroid.quantization.torchscript;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.centroid.quantization.InvalidInputException;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A model's code calls operators that compute, and no others. */
class OperatorCheckTest {

  private static Set<String> operatorsOf(String code) {
    OperatorCheck check = new OperatorCheck("model.pt");
    check.require("code/__torch__.py", code);
    return check.found();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "_0 = torch.save(x, 'f')",
        "_0 = torch.from_file('/etc/passwd')",
        "_0 = torch . save (x, 'f')",
        "_0 = torch.\\\n  save(x, 'f')",
        "_0 = torch # .add\n  .save(x, 'f')",
        "_0 = (torch).save(x, 'f')",
        "a = torch",
        "_0 = getattr(torch, 'save')",
        "_0 = ops.aten.save(x, 'f')",
        "_0 = ops.prim.rpc_sync('worker', 'f')",
        "_0 = ops.c10d.send(x, 1, 2)",
        "_0 = ops.inductor.resize_storage_bytes_(x, 1)",
        "a = ops",
        "a = ops.aten",
        "_0 = 1.torch.save(x, 'f')",
        "_0 = '\\'' + torch.save(x, 'f')",
        "_0 = \"'\" + torch.save(x, 'f') + \"'\"",
        "_0 = \"\"\"\"\"\" + torch.save(x, 'f')",
        "_0 = '' '' + torch.save(x, 'f')",
        "_0 = torch.unheard_of(x)",
      })
  void whatIsNotOnTheListIsRefusedByName(String code) {
    assertThatThrownBy(() -> operatorsOf(code))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith("model.pt: `code/__torch__.py` uses `")
        .hasMessageContaining("only compute");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "_0 = 'torch.save(x)'",
        "# torch.save(x)",
        "_0 = \"\"\"torch.save(x)\"\"\"",
        "_0 = 'a \\' torch.save'",
        "_0 = self.torch.save",
        "_0 = f(x).torch",
        "_0 = __torch__.torch.nn.functional.relu(x)",
        "def torch_save(x: Tensor) -> Tensor:",
        "_0 = ([1., 2.5, 1e-05, ...])",
      })
  void whatOnlyLooksLikeACallIsAllowed(String code) {
    assertThat(operatorsOf(code)).isEmpty();
  }

  @Test
  void operatorsAreNamedOnce() {
    assertThat(operatorsOf("torch.add(torch.mul(x, y), z)\nops.prim.NumToTensor(torch.add(x, 1))"))
        .containsExactly("aten.add", "aten.mul", "prim.NumToTensor");
  }

  @Test
  void aClassWrittenInCppIsRefusedInCode() {
    assertThatThrownBy(() -> operatorsOf("a : __torch__.torch.classes.dist_rpc.WorkerInfo"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("dist_rpc.WorkerInfo")
        .hasMessageContaining("C++");
  }

  @Test
  void aClassWrittenInCppIsRefusedInAPickle() {
    byte[] archive =
        new HandmadeArchive()
            .withWeight("c__torch__.torch.classes.dist_rpc\nWorkerInfo\n)\u0081")
            .stored();

    assertThatThrownBy(() -> TorchScriptArchive.parse(archive, "model.pt"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("data.pkl has an object of")
        .hasMessageContaining("C++");
  }

  @Test
  void anArchiveIsRefusedForCodeThatNoClassNames() {
    byte[] archive =
        new HandmadeArchive()
            .with("model/code/__torch__/elsewhere.py", "def f(x):\n  torch.save(x, 'f')\n")
            .stored();

    assertThatThrownBy(() -> TorchScriptArchive.parse(archive, "model.pt"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("elsewhere.py")
        .hasMessageContaining("torch.save");
  }

  @Test
  void aStringThatDoesNotEnd() {
    assertThatThrownBy(() -> operatorsOf("a = 'b"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("not code as libtorch writes it");
  }
}
