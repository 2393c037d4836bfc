package dev.centroid.standalone;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;

/** A new key pair in two PEM files. */
public record TestKeys(Path privateKey, Path publicKey) {

  public static TestKeys draw(Path folder) throws IOException, GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    KeyPair pair = generator.generateKeyPair();
    return new TestKeys(
        write(folder.resolve("private.pem"), "PRIVATE KEY", pair.getPrivate().getEncoded()),
        write(folder.resolve("public.pem"), "PUBLIC KEY", pair.getPublic().getEncoded()));
  }

  private static Path write(Path file, String kind, byte[] key) throws IOException {
    String base64 = Base64.getMimeEncoder().encodeToString(key);
    return Files.writeString(
        file, "-----BEGIN %s-----\n%s\n-----END %s-----\n".formatted(kind, base64, kind));
  }
}
