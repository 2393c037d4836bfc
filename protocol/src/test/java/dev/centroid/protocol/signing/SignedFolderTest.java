package dev.centroid.protocol.signing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.centroid.protocol.artifact.Sha256;
import dev.centroid.quantization.InvalidInputException;
import dev.centroid.quantization.random.TestSeed;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SignedFolderTest {

  private static final KeyPair PAIR = KeyPairs.draw("secp256r1");

  private final long seed = TestSeed.value();
  private final Random random = new Random(seed);

  @TempDir private Path keys;
  @TempDir private Path folder;

  private SignedFolder model;
  private SigningKey signingKey;
  private VerificationKey key;

  @BeforeEach
  void threeFiles() throws IOException {
    Files.createDirectory(folder.resolve("more"));
    for (String name : new String[] {"model.pt", "report.json", "more/data"}) {
      Files.write(folder.resolve(name), content());
    }
    model = new SignedFolder(folder);
    signingKey = KeyPairs.signing(keys, PAIR);
    key = KeyPairs.verification(keys, PAIR.getPublic());
  }

  private byte[] content() {
    byte[] content = new byte[1 + random.nextInt(50)];
    random.nextBytes(content);
    return content;
  }

  private void assertRefused(String... words) {
    assertThatThrownBy(() -> model.verify(key))
        .as("seed %d", seed)
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContainingAll(words);
  }

  @ParameterizedTest
  @ValueSource(strings = {"secp256r1", "secp384r1", "secp521r1"})
  void whatWasSignedIsVerified(String curve) throws IOException {
    KeyPair pair = KeyPairs.draw(curve);

    Manifest signed = model.sign("small", KeyPairs.signing(keys, pair));

    assertThat(model.verify(KeyPairs.verification(keys, pair.getPublic()))).isEqualTo(signed);
  }

  @Test
  void everyFileIsSigned() throws IOException {
    assertThat(model.sign("small", signingKey).files())
        .containsOnlyKeys("model.pt", "report.json", "more/data")
        .containsEntry("more/data", Sha256.of(folder.resolve("more/data")));
  }

  @Test
  void aKeyAsOpensslWritesIt() throws IOException {
    model.sign("small", SigningKey.read(KeyPairs.writeSec1(keys.resolve("sec1.pem"), PAIR)));

    assertThat(model.verify(key).model()).isEqualTo("small");
  }

  @Test
  void aKeyIsNamedByTheDigestOfItsPem() throws IOException {
    assertThat(key.fingerprint())
        .isEqualTo(signingKey.publicHalf().fingerprint())
        .isEqualTo(Sha256.of(Files.readAllBytes(keys.resolve("public.pem"))));
  }

  @Test
  void signingAgainReplacesTheSignature() throws IOException {
    model.sign("small", signingKey);
    Files.write(folder.resolve("new"), content());

    model.sign("small", signingKey);

    assertThat(model.verify(key).files()).containsKey("new");
  }

  @ParameterizedTest
  @ValueSource(strings = {"model.pt", "report.json", "more/data"})
  void oneBitOfAFile(String name) throws IOException {
    model.sign("small", signingKey);
    byte[] content = Files.readAllBytes(folder.resolve(name));
    content[random.nextInt(content.length)] ^= (byte) (1 << random.nextInt(8));
    Files.write(folder.resolve(name), content);

    assertRefused("`" + name + "`", "another content than was signed");
  }

  @Test
  void aFileThatIsGone() throws IOException {
    model.sign("small", signingKey);
    Files.delete(folder.resolve("report.json"));

    assertRefused("`report.json` was signed, but is missing");
  }

  @Test
  void aFileThatIsNew() throws IOException {
    model.sign("small", signingKey);
    Files.write(folder.resolve("more/extra.py"), content());

    assertRefused("`more/extra.py` was not signed");
  }

  @Test
  void aLinkInPlaceOfAFile() throws IOException {
    model.sign("small", signingKey);
    Files.move(folder.resolve("model.pt"), keys.resolve("model.pt"));
    Files.createSymbolicLink(folder.resolve("model.pt"), keys.resolve("model.pt"));

    assertRefused("model.pt", "is a link");
  }

  @Test
  void aFolderThatIsNotSigned() {
    assertRefused("is not signed, it holds no model.sig");
  }

  @Test
  void anotherKey() throws IOException {
    model.sign("small", KeyPairs.signing(keys, KeyPairs.draw("secp256r1")));

    assertRefused("was signed by another key than " + key.fingerprint());
  }

  @Test
  void anotherKeyUnderTheNameOfThisOne() throws IOException {
    SigningKey other = KeyPairs.signing(keys, KeyPairs.draw("secp256r1"));
    model.sign("small", other);
    Path file = folder.resolve(SignedFolder.SIGNATURE);
    String forged =
        Files.readString(file)
            .replace(other.publicHalf().fingerprint().hex(), key.fingerprint().hex());
    Files.writeString(file, forged);

    assertRefused("the signature is wrong for this key");
  }

  @Test
  void aPayloadOfAnotherFolder() throws IOException {
    model.sign("small", signingKey);
    String mine = Files.readString(folder.resolve(SignedFolder.SIGNATURE));
    Files.write(folder.resolve("model.pt"), content());
    model.sign("small", KeyPairs.signing(keys, KeyPairs.draw("secp256r1")));
    Path file = folder.resolve(SignedFolder.SIGNATURE);
    Files.writeString(file, mine.replace(payload(mine), payload(Files.readString(file))));

    assertRefused("the signature is wrong for this key");
  }

  private static String payload(String bundle) {
    return bundle.replaceFirst(".*\"payload\":\"([^\"]*)\".*", "$1");
  }

  @Test
  void anyByteOfTheSignatureButThoseThatSayNothing() throws IOException {
    model.sign("small", signingKey);
    Path file = folder.resolve(SignedFolder.SIGNATURE);
    byte[] sound = Files.readAllBytes(file);
    String text = new String(sound, StandardCharsets.UTF_8);
    int from = text.indexOf("\"payload\"");
    int at = from + random.nextInt(text.indexOf("\",\"keyid\"") - from);
    byte[] changed = sound.clone();
    changed[at] ^= 1;
    Files.write(file, changed);

    assertRefused("model.sig");
  }

  @Test
  void anEmptyFolderIsNotSigned(@TempDir Path empty) {
    assertThatThrownBy(() -> new SignedFolder(empty).sign("none", signingKey))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("holds no file to sign");
  }
}
