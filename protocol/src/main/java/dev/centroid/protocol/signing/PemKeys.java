package dev.centroid.protocol.signing;

import dev.centroid.quantization.InvalidInputException;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.openssl.PEMEncryptedKeyPair;
import org.bouncycastle.openssl.PEMException;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfo;
import org.jspecify.annotations.Nullable;

/** Finds keys in PEM files. */
final class PemKeys {

  private static final long LONGEST = 1 << 16;
  private static final String HOW_TO_MAKE =
      "; make a pair with `openssl ecparam -genkey -noout -name prime256v1 -out private.pem` and"
          + " `openssl ec -in private.pem -pubout -out public.pem`";

  private final Path file;

  PemKeys(Path file) {
    this.file = file;
  }

  /**
   * @throws InvalidInputException if the file holds no private key of a known curve
   */
  PrivateKeyInfo privateKey() throws IOException {
    Object key = first(PrivateKeyInfo.class, PEMKeyPair.class);
    PrivateKeyInfo found =
        key instanceof PEMKeyPair pair ? pair.getPrivateKeyInfo() : (PrivateKeyInfo) key;
    curve(found.getPrivateKeyAlgorithm());
    return found;
  }

  /**
   * @throws InvalidInputException if the file holds no public key of a known curve
   */
  SubjectPublicKeyInfo publicKey() throws IOException {
    SubjectPublicKeyInfo found = (SubjectPublicKeyInfo) first(SubjectPublicKeyInfo.class);
    curve(found.getAlgorithm());
    return found;
  }

  /** The curve of a key. */
  Curve curve(AlgorithmIdentifier algorithm) {
    return identifier(algorithm.getParameters())
        .flatMap(Curve::of)
        .orElseThrow(() -> refusal("is no key of curve P-256, P-384 or P-521" + HOW_TO_MAKE));
  }

  private static Optional<String> identifier(@Nullable ASN1Encodable parameters) {
    return parameters instanceof ASN1ObjectIdentifier identifier
        ? Optional.of(identifier.getId())
        : Optional.empty();
  }

  private Object first(Class<?>... kinds) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw refusal("there is no such file" + HOW_TO_MAKE);
    }
    if (Files.size(file) > LONGEST) {
      throw refusal("is too long for a key in PEM");
    }
    try (Reader text = Files.newBufferedReader(file);
        PEMParser parser = new PEMParser(text)) {
      for (Object found = parser.readObject(); found != null; found = parser.readObject()) {
        if (found instanceof PKCS8EncryptedPrivateKeyInfo || found instanceof PEMEncryptedKeyPair) {
          throw refusal(
              "is encrypted; decrypt it with `openssl pkey -in ENCRYPTED -out PLAIN`, and keep PLAIN"
                  + " to yourself");
        }
        for (Class<?> kind : kinds) {
          if (kind.isInstance(found)) {
            return found;
          }
        }
      }
    } catch (PEMException | CharacterCodingException | IllegalArgumentException e) {
      throw new InvalidInputException(file + ": is no sound PEM file" + HOW_TO_MAKE, e);
    }
    throw refusal(
        kinds[0] == SubjectPublicKeyInfo.class
            ? "holds no public key" + HOW_TO_MAKE
            : "holds no private key" + HOW_TO_MAKE);
  }

  private InvalidInputException refusal(String problem) {
    return new InvalidInputException(file + ": " + problem);
  }
}
