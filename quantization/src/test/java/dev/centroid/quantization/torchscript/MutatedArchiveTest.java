package dev.centroid.quantization.torchscript;

import dev.centroid.quantization.ReadOrRefused;
import dev.centroid.quantization.random.TestSeed;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Damaged archives are read or refused, and nothing else ever comes out. */
class MutatedArchiveTest {

  private static final long SEED = TestSeed.value();
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
    byte[] sound =
        ArchiveUse.packed(TorchScriptArchive.parse(Archives.bytes("twice_scripted.pt"), "sound"));

    assertReadOrRefused(random -> mutate(sound, random));
  }

  @Test
  void bytesOfThePickleOfAFileThatDecodesItself() {
    HandmadeArchive sound =
        HandmadeArchive.of(
            ArchiveUse.packed(
                TorchScriptArchive.parse(Archives.bytes("twice_scripted.pt"), "sound")));
    String pickle = sound.nameEndingWith("/data.pkl");

    assertReadOrRefused(
        random ->
            HandmadeArchive.of(sound.stored())
                .with(pickle, mutate(sound.bytes(pickle), random))
                .stored());
  }

  private static void assertReadOrRefused(Function<SplittableRandom, byte[]> files) {
    SplittableRandom random = new SplittableRandom(SEED);
    for (int round = 0; round < ROUNDS; round++) {
      byte[] content = files.apply(random);
      try {
        ReadOrRefused.of(() -> ArchiveUse.everything(content));
      } catch (RuntimeException e) {
        throw new AssertionError("seed %d, round %d".formatted(SEED, round), e);
      }
    }
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
