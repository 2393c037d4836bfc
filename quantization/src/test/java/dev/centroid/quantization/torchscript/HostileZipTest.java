package dev.centroid.quantization.torchscript;

import static dev.centroid.quantization.torchscript.HandmadeArchive.FILE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.centroid.quantization.InvalidInputException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HostileZipTest {

  private static final Charset LATIN_1 = StandardCharsets.ISO_8859_1;
  private static final int CENTRAL_SIGNATURE = 0x02014b50;

  @Test
  void aCompressedArchiveReadsAsAStoredOne() {
    TorchScriptArchive deflated = TorchScriptArchive.parse(new HandmadeArchive().deflated(), FILE);

    assertThat(deflated.floats("weight")).containsExactly(0f, 0f);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../evil",
        "/etc/evil",
        "model/../../evil",
        "model/./evil",
        "model//evil",
        "model\\evil",
        "model/e\nvil",
        "model/..",
        "other/evil",
        "evil"
      })
  void aNameThatLeadsOutOfTheTopFolderIsRefused(String name) {
    assertThatThrownBy(() -> new HandmadeArchive().with(name, "x").parse())
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith(FILE + ": ")
        .hasMessageNotContaining("\n");
  }

  @Test
  void aZipBombIsRefusedBeforeItUnfolds() {
    byte[] bomb = new HandmadeArchive().with("model/data/1", new byte[64 << 20]).deflated();

    assertThat(bomb.length).isLessThan(1 << 20);
    assertThatThrownBy(() -> TorchScriptArchive.parse(bomb, FILE))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("would unfold to 67");
  }

  /** Fields of the first entry of the central directory. */
  @ParameterizedTest
  @CsvSource({
    "8, 1, is encrypted",
    "10, 12, uses compression method 12",
    "10, 8, described differently in two places",
    "16, 1, does not match its checksum",
    "20, 1, is stored with two sizes",
    "24, 1, is stored with two sizes",
    "28, 2, described differently in two places",
    "30, 9, zip directory",
    "42, 1, described differently in two places",
    "46, 110, described differently in two places"
  })
  void aDirectoryThatLiesIsRefused(int field, int value, String reason) {
    byte[] zip = new HandmadeArchive().stored();
    int at = central(zip) + field;
    zip[at] = (byte) value;

    assertThatThrownBy(() -> TorchScriptArchive.parse(zip, FILE))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith(FILE + ": ")
        .hasMessageContaining(reason);
  }

  @Test
  void anEntryInsideAnotherIsRefused() {
    byte[] alone = new HandmadeArchive().with("model/inner", "1234").stored();
    int from = new String(alone, LATIN_1).indexOf("model/inner") - 30;
    byte[] inner = Arrays.copyOfRange(alone, from, from + 30 + "model/inner1234".length());
    byte[] zip =
        new HandmadeArchive().with("model/outer", inner).with("model/inner", "1234").stored();
    String text = new String(zip, LATIN_1);
    int offsetField = text.lastIndexOf("model/inner") - 46 + 42;
    ByteBuffer.wrap(zip)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putInt(offsetField, text.indexOf("model/inner") - 30);

    assertThatThrownBy(() -> TorchScriptArchive.parse(zip, FILE))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("entry `model/inner` overlaps another");
  }

  @Test
  void twoEntriesOfOneNameAreRefused() {
    byte[] zip = new HandmadeArchive().with("model/aa", "").with("model/ab", "").stored();
    String text = new String(zip, LATIN_1).replace("model/ab", "model/aa");

    assertThatThrownBy(() -> TorchScriptArchive.parse(text.getBytes(LATIN_1), FILE))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("has two entries named `model/aa`");
  }

  private static int central(byte[] zip) {
    ByteBuffer bytes = ByteBuffer.wrap(zip).order(ByteOrder.LITTLE_ENDIAN);
    int at = 0;
    while (bytes.getInt(at) != CENTRAL_SIGNATURE) {
      at++;
    }
    return at;
  }

  @Test
  void everyTruncationIsRefused() {
    byte[] whole = Archives.bytes("twice_scripted.pt");

    for (int length = 0; length < whole.length; length++) {
      byte[] part = Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> TorchScriptArchive.parse(part, FILE))
          .as("%d of %d bytes", length, whole.length)
          .isInstanceOf(InvalidInputException.class);
    }
  }

  @Test
  void aStateDictIsExplained() {
    assertThatThrownBy(() -> TorchScriptArchive.parse(Archives.bytes("state_dict.zip"), FILE))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "model.pt: was saved with torch.save and has no code to run; save the model with"
                + " torch.jit.script(model).save(path), or torch.jit.trace");
  }

  @Test
  void aPickleWithoutAnArchiveIsExplained() {
    assertThatThrownBy(() -> TorchScriptArchive.parse(Archives.bytes("legacy.pickle"), FILE))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("is a pickle from torch.save, which could run any code");
  }

  @ParameterizedTest
  @CsvSource({
    "model/data.pkl, not a TorchScript archive",
    "model/constants.pkl, has no constants.pkl",
    "model/code/__torch__.py, has no code to run",
    "model/data/0, which is missing"
  })
  void aPartThatIsMissingIsNamed(String entry, String reason) {
    assertThatThrownBy(() -> new HandmadeArchive().without(entry).parse())
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining(reason);
  }

  @Test
  void anotherByteOrderIsRefused() {
    assertThatThrownBy(() -> new HandmadeArchive().with("model/byteorder", "big").parse())
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("not little-endian");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"weight", "[\"weight\"", "[weight, ]", "[\"weight]", "[\"\\", "[\"\\08\", ]"})
  void codeThatLibtorchDoesNotWriteIsRefused(String names) {
    HandmadeArchive archive =
        new HandmadeArchive()
            .with(
                "model/code/__torch__.py",
                "class Model(Module):\n  __parameters__ = " + names + "\n  x : int\n");

    assertThatThrownBy(archive::parse)
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("`code/__torch__.py`, line 2: ")
        .hasMessageContaining("save the model again with torch.jit.save");
  }

  @Test
  void aMissingFileIsNamed(@TempDir Path folder) {
    Path missing = folder.resolve("none.pt");

    assertThatThrownBy(() -> TorchScriptArchive.open(missing))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(missing + ": there is no such file; check the path");
  }

  @Test
  void aFolderIsNotAModel(@TempDir Path folder) {
    assertThatThrownBy(() -> TorchScriptArchive.open(folder))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("is a directory");
  }
}
