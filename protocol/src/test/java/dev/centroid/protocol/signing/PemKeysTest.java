package dev.centroid.protocol.signing;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.centroid.quantization.InvalidInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.util.Random;
import org.assertj.core.api.AbstractThrowableAssert;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcePEMEncryptorBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PemKeysTest {

  @TempDir private Path folder;

  private AbstractThrowableAssert<?, ?> assertSigningRefused(String text) throws IOException {
    Path file = Files.writeString(folder.resolve("key.pem"), text);
    return assertThatThrownBy(() -> SigningKey.read(file))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith(file.toString());
  }

  @Test
  void aFileThatIsNotThere() {
    assertThatThrownBy(() -> SigningKey.read(folder.resolve("none.pem")))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("there is no such file; make a pair with `openssl ecparam");
  }

  @Test
  void aPublicKeyCannotSign() throws IOException {
    assertSigningRefused(KeyPairs.pem(KeyPairs.draw("secp256r1").getPublic()))
        .hasMessageContaining("holds no private key");
  }

  @Test
  void aPrivateKeyDoesNotVerify() throws IOException {
    Path file = KeyPairs.writeSec1(folder.resolve("key.pem"), KeyPairs.draw("secp256r1"));

    assertThatThrownBy(() -> VerificationKey.read(file))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("holds no public key");
  }

  @Test
  void anEncryptedKey() throws IOException {
    Path file = folder.resolve("key.pem");
    try (JcaPEMWriter pem = new JcaPEMWriter(Files.newBufferedWriter(file))) {
      pem.writeObject(
          KeyPairs.draw("secp256r1"),
          new JcePEMEncryptorBuilder("AES-256-CBC")
              .setProvider(new BouncyCastleProvider())
              .build("secret".toCharArray()));
    }

    assertSigningRefused(Files.readString(file)).hasMessageContaining("is encrypted");
  }

  @Test
  void aKeyThatIsNoCurve() throws IOException, GeneralSecurityException {
    byte[] rsa = KeyPairGenerator.getInstance("RSA").generateKeyPair().getPrivate().getEncoded();

    assertSigningRefused(KeyPairs.pem("PRIVATE KEY", rsa))
        .hasMessageContaining("is no key of curve P-256, P-384 or P-521");
  }

  @Test
  void noKeyAtAll() throws IOException {
    assertSigningRefused("private").hasMessageContaining("holds no private key");
  }

  @Test
  void damagedContents() throws IOException {
    byte[] noise = new byte[100];
    new Random(1).nextBytes(noise);

    assertSigningRefused(KeyPairs.pem("PRIVATE KEY", noise))
        .hasMessageContaining("is no sound PEM file");
  }
}
