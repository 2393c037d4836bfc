package dev.centroid.quantization.torchscript;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.centroid.quantization.InvalidInputException;
import dev.centroid.quantization.safetensors.DType;
import dev.centroid.quantization.torchscript.ModuleChange.NewBuffer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ModuleRewriteTest {

  private static final String ALL = "dev.centroid.quantization.torchscript.Archives#names";
  private static final float MARK = 4.5f;

  private static final String FAMILY =
      """
      class Model(Module):
        __parameters__ = []
        __buffers__ = []
        training : bool
        first : __torch__.Child
        second : __torch__.Child
        def forward(self: __torch__.Model,
          x: Tensor) -> Tensor:
          second = self.second
          weight = second.weight
          first = self.first
          return (first).forward(torch.mul(x, weight), )
      class Child(Module):
        __parameters__ = ["weight", ]
        __buffers__ = []
        training : bool
        weight : Tensor
        def forward(self: __torch__.Child,
          x: Tensor) -> Tensor:
          weight = self.weight
          return torch.mul(x, weight)
      """;

  @ParameterizedTest
  @MethodSource(ALL)
  void whatIsWrittenAgainIsReadAsItWas(String name) {
    TorchScriptArchive archive = Archives.open(name);

    TorchScriptArchive written = parse(archive.withModules(Map.of()));

    assertThat(written.tensors()).isEqualTo(archive.tensors());
    assertThat(written.tied()).isEqualTo(archive.tied());
    assertThat(written.tensors())
        .allSatisfy(
            tensor ->
                assertThat(written.data(tensor.path())).isEqualTo(archive.data(tensor.path())));
  }

  @ParameterizedTest
  @MethodSource(ALL)
  void writingAgainChangesNothing(String name) {
    byte[] once = Archives.open(name).withModules(Map.of());

    assertThat(parse(once).withModules(Map.of())).isEqualTo(once);
  }

  @ParameterizedTest
  @MethodSource(ALL)
  void everyEntryButTheRewrittenPickleStaysByteForByte(String name) {
    ZipArchive before = ZipArchive.of(ByteBuffer.wrap(Archives.bytes(name + ".pt")), name);

    ZipArchive after =
        ZipArchive.of(ByteBuffer.wrap(Archives.open(name).withModules(Map.of())), name);

    assertThat(after.paths()).isEqualTo(before.paths());
    assertThat(after.paths())
        .filteredOn(path -> !path.equals("data.pkl"))
        .allSatisfy(
            path ->
                assertThat(after.read(after.find(path).orElseThrow()))
                    .isEqualTo(before.read(before.find(path).orElseThrow())));
  }

  @ParameterizedTest
  @MethodSource(ALL)
  void everySecondModuleGetsABufferAndNoOther(String name) {
    TorchScriptArchive archive = Archives.open(name);
    Map<String, ModuleChange> changes = everySecondModuleMarked(archive);

    TorchScriptArchive written = parse(archive.withModules(changes));

    List<ArchiveTensor> old = new ArrayList<>(written.tensors());
    old.removeIf(tensor -> tensor.path().endsWith("mark"));
    assertThat(old).isEqualTo(archive.tensors());
    assertThat(written.tensors())
        .filteredOn(tensor -> tensor.path().endsWith("mark"))
        .allMatch(tensor -> !tensor.parameter())
        .allSatisfy(tensor -> assertThat(written.floats(tensor.path())).containsExactly(MARK))
        .extracting(tensor -> module(tensor.path()))
        .containsAll(changes.keySet());
  }

  private static Map<String, ModuleChange> everySecondModuleMarked(TorchScriptArchive archive) {
    Map<String, ModuleChange> changes = new HashMap<>();
    List<String> paths = List.copyOf(archive.modules().keySet());
    for (int i = 0; i < paths.size(); i += 2) {
      changes.put(paths.get(i), marked());
    }
    return changes;
  }

  private static ModuleChange marked() {
    ByteBuffer mark = ByteBuffer.allocate(Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    mark.putFloat(0, MARK);
    return new ModuleChange(
        code -> code.withBuffer("mark"),
        List.of(new NewBuffer("mark", new TensorContent(DType.F32, List.of(), mark))));
  }

  private static String module(String tensor) {
    return tensor.substring(0, Math.max(0, tensor.lastIndexOf('.')));
  }

  @Test
  void aModuleUnderTwoNamesStaysOne() {
    TorchScriptArchive written =
        parse(oneChildUnderTwoNames().withModules(Map.of("second", marked())));

    assertThat(written.tied())
        .isEqualTo(Map.of("second.mark", "first.mark", "second.weight", "first.weight"));
  }

  @Test
  void modulesOfOneClassCanBeChangedDifferently() {
    TorchScriptArchive written =
        parse(twoChildrenOfOneClass().withModules(Map.of("second", marked())));

    assertThat(written.tensors())
        .extracting(ArchiveTensor::path)
        .containsExactly("first.weight", "second.mark", "second.weight");
    assertThat(written.modules().get("first").code().qualifiedName()).isEqualTo("__torch__.Child");
    assertThat(written.modules().get("second").code().qualifiedName())
        .isEqualTo("__torch__.___torch_mangle_0.Child");
    assertThat(code(written, "")).contains("  second : __torch__.___torch_mangle_0.Child");
    assertThat(code(written, "second"))
        .contains("  def forward(self: __torch__.___torch_mangle_0.Child,");
  }

  @Test
  void aClassWhoseModulesAllChangeAlikeKeepsItsName() {
    TorchScriptArchive archive = twoChildrenOfOneClass();

    TorchScriptArchive written =
        parse(archive.withModules(Map.of("first", marked(), "second", marked())));

    assertThat(code(written, "")).isEqualTo(code(archive, ""));
    assertThat(written.modules().get("second").code().qualifiedName()).isEqualTo("__torch__.Child");
  }

  @Test
  void aModuleRunsWhenTheModelsForwardCallsIt() {
    Map<String, ModuleInfo> modules = twoChildrenOfOneClass().modules();

    assertThat(modules.get("").forwardRuns()).isTrue();
    assertThat(modules.get("first").forwardRuns()).isTrue();
    assertThat(modules.get("second").forwardRuns()).isFalse();
  }

  private static List<String> code(TorchScriptArchive archive, String module) {
    return archive.modules().get(module).code().lines();
  }

  private static TorchScriptArchive oneChildUnderTwoNames() {
    return family(child("0") + "q\u0007", "h\u0007");
  }

  private static TorchScriptArchive twoChildrenOfOneClass() {
    return family(child("0"), child("1"));
  }

  private static TorchScriptArchive family(String first, String second) {
    return new HandmadeArchive()
        .with(
            "model/data.pkl",
            HandmadeArchive.START
                + HandmadeArchive.MODEL
                + "}("
                + HandmadeArchive.text("training")
                + "\u0088"
                + HandmadeArchive.text("first")
                + first
                + HandmadeArchive.text("second")
                + second
                + "ub.")
        .with("model/code/__torch__.py", FAMILY)
        .with("model/data/1", "\0\0\0\0\0\0\0\0")
        .parse();
  }

  private static String child(String storage) {
    return "c__torch__\nChild\n)\u0081}("
        + HandmadeArchive.text("training")
        + "\u0088"
        + HandmadeArchive.text("weight")
        + HandmadeArchive.tensor(storage, 2, 0, 2, 1)
        + "ub";
  }

  @Test
  void pythonNamesStayWhenClassesAreCopied() {
    TorchScriptArchive archive = Archives.open("conv_scripted");

    TorchScriptArchive written = parse(archive.withModules(everySecondModuleMarked(archive)));

    assertThat(written.find("grouped.weight").map(ArchiveTensor::moduleType))
        .hasValue("torch.nn.modules.conv.Conv2d");
  }

  @Test
  void aModuleThatIsNotThereIsRefused() {
    TorchScriptArchive archive = Archives.open("twice_scripted");

    assertThatThrownBy(() -> archive.withModules(Map.of("third", marked())))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("twice_scripted.pt: has no module `third`");
  }

  @Test
  void anAttributeThatIsThereAlreadyIsRefused() {
    TorchScriptArchive once =
        parse(Archives.open("twice_scripted").withModules(Map.of("first", marked())));

    assertThatThrownBy(() -> once.withModules(Map.of("first", marked())))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("has an attribute `mark` already");
  }

  @Test
  void mapsToPythonsLinesGoWithTheCodeThatTheyAreOf() {
    TorchScriptArchive archive = Archives.open("conv_scripted");
    ZipArchive before = ZipArchive.of(ByteBuffer.wrap(Archives.bytes("conv_scripted.pt")), "");

    byte[] written = archive.withModules(Map.of("head", marked()));

    List<String> gone = new ArrayList<>(before.paths());
    gone.removeAll(ZipArchive.of(ByteBuffer.wrap(written), "").paths());
    assertThat(gone).containsExactly("code/__torch__/torch/nn/modules/linear.py.debug_pkl");
  }

  @Test
  void anObjectThatContainsItselfIsNotWritten() {
    TorchScriptArchive archive =
        new HandmadeArchive()
            .with(
                "model/data.pkl",
                HandmadeArchive.START
                    + HandmadeArchive.MODEL
                    + "}("
                    + HandmadeArchive.text("weight")
                    + HandmadeArchive.tensor("0", 2, 0, 2, 1)
                    + HandmadeArchive.text("loop")
                    + "]q\u0009h\u0009a"
                    + "ub.")
            .parse();

    assertThatThrownBy(() -> archive.withModules(Map.of()))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("model.pt: data.pkl holds an object that contains itself");
  }

  @Test
  void valuesThatNestTooDeeplyAreNotWritten() {
    TorchScriptArchive archive =
        new HandmadeArchive()
            .with(
                "model/data.pkl",
                HandmadeArchive.START
                    + HandmadeArchive.MODEL
                    + "}("
                    + HandmadeArchive.text("weight")
                    + HandmadeArchive.tensor("0", 2, 0, 2, 1)
                    + HandmadeArchive.text("deep")
                    + "N"
                    + "\u0085".repeat(100_000)
                    + "ub.")
            .parse();

    assertThatThrownBy(() -> archive.withModules(Map.of()))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("nests its objects deeper than 400 levels");
  }

  private static TorchScriptArchive parse(byte[] content) {
    return TorchScriptArchive.parse(content, "written.pt");
  }
}
