package dev.centroid.quantization.torchscript;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.centroid.quantization.InvalidInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an attribute holds must be what the code declares: libtorch does not check it. */
class ObjectCheckTest {

  private static final String CODE =
      """
      class Model(Module):
        __parameters__ = []
        __buffers__ = []
        value : TYPE
      class Small:
        a : int
        def run(self: __torch__.Small,
          x: Tensor) -> Tensor:
          return x
      class Runs(Interface):
        def run(self, x: Tensor) -> Tensor:
          pass
      class RunsTwo(Interface):
        def run(self, x: Tensor, y: Tensor) -> Tensor:
          pass
      class Big:
        a : int
        b : int
        c : int
      """;

  private static final String SMALL =
      "c__torch__\nSmall\n)\u0081}("
          + HandmadeArchive.text("a")
          + HandmadeArchive.integer(1)
          + "ub";

  private static TorchScriptArchive parse(String type, String pickledValue) {
    return new HandmadeArchive()
        .with("model/code/__torch__.py", CODE.replace("TYPE", type))
        .with(
            "model/data.pkl",
            HandmadeArchive.START
                + HandmadeArchive.MODEL
                + "}("
                + HandmadeArchive.text("value")
                + pickledValue
                + "ub.")
        .parse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"__torch__.Small", "Optional[__torch__.Small]", "__torch__.Runs", "Any", "int"})
  void readsAnObjectThatFits(String type) {
    assertThat(parse(type, SMALL).tensors()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"__torch__.Big", "Optional[__torch__.Big]"})
  void refusesAnObjectOfAnotherClass(String type) {
    assertThatThrownBy(() -> parse(type, SMALL))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining(
            "`__torch__.Model.value` is declared to be an object of `__torch__.Big`");
  }

  @Test
  void refusesAnObjectWithoutTheMethodsOfItsInterface() {
    assertThatThrownBy(() -> parse("__torch__.RunsTwo", SMALL))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("an object with the methods of `__torch__.RunsTwo`");
  }

  @Test
  void refusesAnObjectOfAnotherClassWithinAList() {
    assertThatThrownBy(() -> parse("List[__torch__.Big]", "](" + SMALL + "e"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("is declared to be an object of `__torch__.Big`");
  }

  @Test
  void refusesATupleOfAnotherLength() {
    String pair = HandmadeArchive.integer(1) + HandmadeArchive.integer(2) + "\u0086";

    assertThat(parse("Tuple[int, int]", pair).tensors()).isEmpty();
    assertThatThrownBy(() -> parse("Tuple[int, int, int]", pair))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("is declared to be a tuple of 3");
  }

  @Test
  void refusesANumberInPlaceOfAnObject() {
    assertThatThrownBy(() -> parse("__torch__.Big", HandmadeArchive.integer(1)))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("is declared to be an object of");
  }
}
