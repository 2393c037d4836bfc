package dev.centroid.quantization.torchscript;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.centroid.quantization.InvalidInputException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RewriteTest {

  private static final String ALL = "dev.centroid.quantization.torchscript.Archives#names";
  private static final int ALIGNMENT = 64;

  @ParameterizedTest
  @MethodSource(ALL)
  void replacedTensorsAreReadBackAndTheOthersStay(String name) {
    TorchScriptArchive archive = Archives.open(name);
    Map<String, ByteBuffer> replacements = everySecondTensorReplaced(archive);

    TorchScriptArchive written = parse(archive.withTensors(replacements));

    Map<String, String> tied = archive.tied();
    assertThat(written.tensors()).isEqualTo(archive.tensors());
    assertThat(written.tensors())
        .allSatisfy(
            tensor -> {
              String first = tied.getOrDefault(tensor.path(), tensor.path());
              assertThat(written.data(tensor.path()))
                  .as(tensor.path())
                  .isEqualTo(
                      replacements.containsKey(first)
                          ? replacements.get(first)
                          : archive.data(first));
            });
  }

  private static Map<String, ByteBuffer> everySecondTensorReplaced(TorchScriptArchive archive) {
    SplittableRandom random = new SplittableRandom(11);
    Map<String, ByteBuffer> replacements = new HashMap<>();
    List<ArchiveTensor> tensors = archive.tensors();
    for (int i = 0; i < tensors.size(); i += 2) {
      ArchiveTensor tensor = tensors.get(i);
      boolean free = !archive.tied().containsKey(tensor.path()) && !tensor.stride().contains(0L);
      if (free) {
        byte[] content = new byte[archive.data(tensor.path()).remaining()];
        random.nextBytes(content);
        replacements.put(tensor.path(), ByteBuffer.wrap(content));
      }
    }
    return replacements;
  }

  @ParameterizedTest
  @MethodSource(ALL)
  void everyEntryButTheReplacedStorageStaysByteForByte(String name) {
    byte[] original = Archives.bytes(name + ".pt");
    TorchScriptArchive archive = Archives.open(name);
    ArchiveTensor tensor = archive.tensors().get(0);
    ByteBuffer zeros = ByteBuffer.allocate(archive.data(tensor.path()).remaining());

    byte[] written = archive.withTensors(Map.of(tensor.path(), zeros));

    ZipArchive before = ZipArchive.of(ByteBuffer.wrap(original), "before");
    ZipArchive after = ZipArchive.of(ByteBuffer.wrap(written), "after");
    assertThat(after.entries())
        .extracting(ZipEntryInfo::name)
        .containsExactlyElementsOf(before.entries().stream().map(ZipEntryInfo::name).toList());
    assertThat(after.entries())
        .filteredOn(entry -> !entry.name().endsWith("/data/" + tensor.storageKey()))
        .allSatisfy(
            entry ->
                assertThat(after.read(entry))
                    .isEqualTo(before.read(entryNamed(before, entry.name()))));
  }

  private static ZipEntryInfo entryNamed(ZipArchive zip, String name) {
    return zip.entries().stream()
        .filter(entry -> entry.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  @ParameterizedTest
  @MethodSource(ALL)
  void entriesAreStoredAndAligned(String name) {
    byte[] written = Archives.open(name).withTensors(Map.of());

    assertThat(ZipArchive.of(ByteBuffer.wrap(written), name).entries())
        .allSatisfy(
            entry -> {
              assertThat(entry.deflated()).isFalse();
              assertThat(entry.dataOffset() % ALIGNMENT).isZero();
            });
  }

  @ParameterizedTest
  @MethodSource(ALL)
  void writingAgainChangesNothing(String name) {
    byte[] once = Archives.open(name).withTensors(Map.of());

    assertThat(parse(once).withTensors(Map.of())).isEqualTo(once);
  }

  @Test
  void howAnArchiveWasCompressedLeavesNoTrace() {
    assertThat(Archives.open("conv_scripted_deflated").withTensors(Map.of()))
        .isEqualTo(Archives.open("conv_scripted").withTensors(Map.of()));
  }

  @Test
  void aTransposedTensorIsWrittenInTheOrderOfItsShape() {
    TorchScriptArchive archive = Archives.open("storages_scripted");
    ByteBuffer data = floats(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11);

    TorchScriptArchive written = parse(archive.withTensors(Map.of("transposed", data)));

    assertThat(written.floats("transposed")).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11);
  }

  @Test
  void aTensorOfASharedStorageLeavesItsNeighboursAlone() {
    TorchScriptArchive archive = Archives.open("storages_scripted");

    TorchScriptArchive written =
        parse(archive.withTensors(Map.of("lower", ByteBuffer.allocate(40))));

    assertThat(written.floats("lower")).containsOnly(0f);
    assertThat(written.data("upper")).isEqualTo(archive.data("upper"));
  }

  @Test
  void whatIsTiedChangesTogether() {
    TorchScriptArchive archive = Archives.open("language_scripted");
    int bytes = archive.data("output.weight").remaining();

    TorchScriptArchive written =
        parse(archive.withTensors(Map.of("output.weight", ByteBuffer.allocate(bytes))));

    assertThat(written.floats("embedding.weight")).containsOnly(0f);
  }

  @Test
  void tiedTensorsCannotBeGivenDifferentNumbers() {
    TorchScriptArchive archive = Archives.open("twice_scripted");
    Map<String, ByteBuffer> replacements =
        Map.of("first.bias", floats(1, 2, 3), "second.bias", floats(1, 2, 4));

    assertThatThrownBy(() -> archive.withTensors(replacements))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("shares numbers with another tensor");
  }

  @Test
  void aReplacementOfAnotherLengthIsRefused() {
    TorchScriptArchive archive = Archives.open("twice_scripted");

    assertThatThrownBy(() -> archive.withTensors(Map.of("first.bias", floats(1, 2))))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("twice_scripted.pt: `first.bias` needs 12 bytes, but was given 8");
  }

  @Test
  void aReplacementOfAnUnknownTensorIsRefused() {
    TorchScriptArchive archive = Archives.open("twice_scripted");

    assertThatThrownBy(() -> archive.withTensors(Map.of("third", floats(1))))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("has no parameter or buffer `third`");
  }

  private static TorchScriptArchive parse(byte[] content) {
    return TorchScriptArchive.parse(content, "written.pt");
  }

  private static ByteBuffer floats(float... values) {
    ByteBuffer data =
        ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    data.asFloatBuffer().put(values);
    return data;
  }
}
