package dev.centroid.protocol.signing;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;

/** Key pairs that Java makes, in PEM. */
final class KeyPairs {

  private KeyPairs() {}

  static KeyPair draw(String curve) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec(curve));
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  static SigningKey signing(Path folder, KeyPair pair) throws IOException {
    return SigningKey.read(
        Files.writeString(
            folder.resolve("private.pem"), pem("PRIVATE KEY", pair.getPrivate().getEncoded())));
  }

  static VerificationKey verification(Path folder, PublicKey key) throws IOException {
    return VerificationKey.read(Files.writeString(folder.resolve("public.pem"), pem(key)));
  }

  static String pem(PublicKey key) {
    return pem("PUBLIC KEY", key.getEncoded());
  }

  static String pem(String kind, byte[] content) {
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n"
        .formatted(
            kind, Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content), kind);
  }

  /** As {@code openssl ecparam -genkey} writes one of P-256. */
  static Path writeSec1(Path file, KeyPair pair) throws IOException {
    BigInteger secret = ((ECPrivateKey) pair.getPrivate()).getS();
    byte[] sec1 =
        new org.bouncycastle.asn1.sec.ECPrivateKey(256, secret, SECObjectIdentifiers.secp256r1)
            .getEncoded();
    return Files.writeString(file, pem("EC PRIVATE KEY", sec1));
  }
}
