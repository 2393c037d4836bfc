package dev.centroid.quantization.torchscript.vetting;

import java.util.Map;

/** Small files of TorchScript code for tests. */
final class Code {

  static final String PATH = "code/__torch__.py";

  private Code() {}

  /** Vets a module whose {@code forward} has the given statements, one per line. */
  static VettedCode vet(String... statements) {
    return vetFile(model(statements));
  }

  static VettedCode vetFile(String code) {
    return CodeVetting.vet("model.pt", Map.of(PATH, code), AllowedOperators.shipped());
  }

  /** A file with a module whose {@code forward} has the given statements. */
  static String model(String... statements) {
    return """
        class Part(Module):
          __parameters__ = ["weight", ]
          __buffers__ = []
          weight : Tensor
          training : bool
          __annotations__["0"] = Tensor
          def forward(self: __torch__.Part,
            x: Tensor) -> Tensor:
            return x
        class Pair(NamedTuple):
          first : Tensor
          part : __torch__.Part
        class Color(Enum):
          RED = 1
        class Context:
          depth : int
          def __enter__(self: __torch__.Context) -> NoneType:
            return None
          def __exit__(self: __torch__.Context,
            type: Any,
            value: Any,
            traceback: Any) -> NoneType:
            return None
        def helper(x: Tensor,
            scale: float=0.5) -> Tensor:
          return torch.mul(x, scale)
        class Model(Module):
          __parameters__ = []
          __buffers__ = []
          part : __torch__.Part
          parts : List[__torch__.Part]
          named : Dict[str, __torch__.Part]
          maybe : Optional[__torch__.Part]
          momentum : Final[float] = 0.10000000000000001
          def forward(self: __torch__.Model,
            x: Tensor,
            pair: __torch__.Pair,
            anything: Any) -> Tensor:
        """
        + "    "
        + String.join("\n    ", statements)
        + "\n    return x\n";
  }
}
