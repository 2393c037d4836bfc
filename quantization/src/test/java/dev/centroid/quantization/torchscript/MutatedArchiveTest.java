package dev.centroid.quantization.torchscript;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.centroid.quantization.InvalidInputException;
import dev.centroid.quantization.safetensors.DType;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Damaged archives are read or refused, and nothing else ever comes out. */
class MutatedArchiveTest {

  private static final long SEED = 20_040_732L;
  private static final int ROUNDS = 5_000;

  @Test
  void bytesOfTheFile() {
    byte[] sound = Archives.bytes("twice_scripted.pt");

    assertReadOrRefused(random -> mutate(sound, random));
  }

  @Test
  void bytesOfThePickle() {
    byte[] sound = new HandmadeArchive().bytes("model/data.pkl");

    assertReadOrRefused(
        random -> new HandmadeArchive().with("model/data.pkl", mutate(sound, random)).stored());
  }

  @Test
  void bytesOfTheCode() {
    byte[] sound = new HandmadeArchive().bytes("model/code/__torch__.py");

    assertReadOrRefused(
        random ->
            new HandmadeArchive().with("model/code/__torch__.py", mutate(sound, random)).stored());
  }

  @Test
  void bytesOfACompressedFile() {
    byte[] sound = new HandmadeArchive().deflated();

    assertReadOrRefused(random -> mutate(sound, random));
  }

  @Test
  void bytesOfAFileThatDecodesItself() {
    byte[] sound = packed(TorchScriptArchive.parse(Archives.bytes("twice_scripted.pt"), "sound"));

    assertReadOrRefused(random -> mutate(sound, random));
  }

  @Test
  void bytesOfThePickleOfAFileThatDecodesItself() {
    HandmadeArchive sound =
        HandmadeArchive.of(
            packed(TorchScriptArchive.parse(Archives.bytes("twice_scripted.pt"), "sound")));
    String pickle = sound.nameEndingWith("/data.pkl");

    assertReadOrRefused(
        random ->
            HandmadeArchive.of(sound.stored())
                .with(pickle, mutate(sound.bytes(pickle), random))
                .stored());
  }

  /** With every tensor that can be in another form, whatever it says. */
  private static byte[] packed(TorchScriptArchive archive) {
    Map<String, PackedState.PackedTensor> tensors = new HashMap<>();
    PackedState.PackedTensor form =
        new PackedState.PackedTensor(
            List.of(TensorContent.vector(DType.U8, ByteBuffer.allocate(3))), List.of(2L, 6L));
    archive.packable().tensors().forEach(path -> tensors.put(path, form));
    return archive.withPacked(tensors, Map.of(), "def restored():\n  pass\n");
  }

  private static final ModuleChange WITH_BUFFER =
      new ModuleChange(
          code -> code.withBuffer("mark"),
          List.of(
              new ModuleChange.NewBuffer(
                  "mark", new TensorContent(DType.U8, List.of(), ByteBuffer.allocate(1)))));

  private static void assertReadOrRefused(Function<SplittableRandom, byte[]> files) {
    SplittableRandom random = new SplittableRandom(SEED);
    for (int round = 0; round < ROUNDS; round++) {
      byte[] content = files.apply(random);
      Throwable thrown = catchThrowable(() -> readAll(content));
      if (thrown != null) {
        assertThat(thrown)
            .as("seed %d, round %d", SEED, round)
            .isInstanceOf(InvalidInputException.class);
        assertThat(thrown.getMessage().lines()).as("seed %d, round %d", SEED, round).hasSize(1);
      }
    }
  }

  private static void readAll(byte[] content) {
    TorchScriptArchive archive = TorchScriptArchive.parse(content, "mutated.pt");
    archive.tensors().forEach(tensor -> archive.data(tensor.path()));
    TorchScriptArchive.parse(archive.withTensors(Map.of()), "written.pt");
    TorchScriptArchive.parse(archive.withTensorsMethod("all_tensors"), "asked.pt");
    if (archive.isSelfDecoding()) {
      return;
    }
    Map<String, ModuleChange> changes = new HashMap<>();
    archive.modules().keySet().forEach(path -> changes.put(path, WITH_BUFFER));
    TorchScriptArchive.parse(archive.withModules(changes), "rewritten.pt");
    TorchScriptArchive.parse(packed(archive), "packed.pt");
  }

  private static byte[] mutate(byte[] sound, SplittableRandom random) {
    byte[] content = sound.clone();
    int edits = 1 + random.nextInt(3);
    for (int i = 0; i < edits; i++) {
      int at = random.nextInt(content.length);
      switch (random.nextInt(4)) {
        case 0 -> content[at] = (byte) random.nextInt(256);
        case 1 -> content[at] ^= (byte) (1 << random.nextInt(8));
        case 2 -> content[at] = (byte) (random.nextBoolean() ? 0xff : 0);
        default -> {
          int length = Math.min(random.nextInt(20), content.length - at);
          int to = random.nextInt(content.length - length + 1);
          System.arraycopy(content, at, content, to, length);
        }
      }
    }
    return random.nextInt(10) == 0
        ? Arrays.copyOf(content, random.nextInt(content.length + 20))
        : content;
  }
}
