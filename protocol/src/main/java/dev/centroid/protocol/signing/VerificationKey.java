package dev.centroid.protocol.signing;

import dev.centroid.protocol.artifact.Digest;
import dev.centroid.protocol.artifact.Sha256;
import dev.centroid.quantization.InvalidInputException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.util.Base64;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;

/** The public half of a key pair. */
public final class VerificationKey {

  private static final int PEM_LINE = 64;

  private final PublicKey key;
  private final Curve curve;

  VerificationKey(PublicKey key, Curve curve) {
    this.key = key;
    this.curve = curve;
  }

  /**
   * Reads a key in PEM.
   *
   * @throws InvalidInputException if it is no public key of curve P-256, P-384 or P-521
   */
  public static VerificationKey read(Path file) throws IOException {
    PemKeys keys = new PemKeys(file);
    SubjectPublicKeyInfo info = keys.publicKey();
    return new VerificationKey(
        new JcaPEMKeyConverter().getPublicKey(info), keys.curve(info.getAlgorithm()));
  }

  /** What names the key: the digest of its PEM text. */
  Digest fingerprint() {
    String lines =
        Base64.getMimeEncoder(PEM_LINE, new byte[] {'\n'}).encodeToString(key.getEncoded());
    String pem = "-----BEGIN PUBLIC KEY-----\n" + lines + "\n-----END PUBLIC KEY-----\n";
    return Sha256.of(pem.getBytes(StandardCharsets.US_ASCII));
  }

  /** Whether a message was signed by the other half. */
  boolean accepts(byte[] message, byte[] signed) {
    try {
      Signature signature = Signature.getInstance(curve.algorithm());
      signature.initVerify(key);
      signature.update(message);
      return signature.verify(signed);
    } catch (SignatureException malformed) {
      return false;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has ECDSA, but this one lacks it", e);
    }
  }
}
