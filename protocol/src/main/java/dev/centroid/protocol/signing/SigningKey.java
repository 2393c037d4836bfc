package dev.centroid.protocol.signing;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.util.PrivateKeyFactory;
import org.bouncycastle.crypto.util.SubjectPublicKeyInfoFactory;
import org.bouncycastle.math.ec.FixedPointCombMultiplier;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;

/** The private half of a key pair. */
public final class SigningKey {

  private final PrivateKey key;
  private final Curve curve;
  private final VerificationKey publicHalf;

  private SigningKey(PrivateKey key, Curve curve, VerificationKey publicHalf) {
    this.key = key;
    this.curve = curve;
    this.publicHalf = publicHalf;
  }

  /**
   * Reads a key in PEM, of PKCS #8 or SEC 1.
   *
   * @throws dev.centroid.quantization.InvalidInputException if it is no private key of curve P-256,
   *     P-384 or P-521, or encrypted
   */
  public static SigningKey read(Path file) throws IOException {
    PemKeys keys = new PemKeys(file);
    PrivateKeyInfo info = keys.privateKey();
    Curve curve = keys.curve(info.getPrivateKeyAlgorithm());
    return new SigningKey(
        new JcaPEMKeyConverter().getPrivateKey(info), curve, publicHalf(info, curve));
  }

  private static VerificationKey publicHalf(PrivateKeyInfo info, Curve curve) throws IOException {
    ECPrivateKeyParameters secret = (ECPrivateKeyParameters) PrivateKeyFactory.createKey(info);
    ECDomainParameters domain = secret.getParameters();
    ECPublicKeyParameters point =
        new ECPublicKeyParameters(
            new FixedPointCombMultiplier().multiply(domain.getG(), secret.getD()), domain);
    return new VerificationKey(
        new JcaPEMKeyConverter()
            .getPublicKey(SubjectPublicKeyInfoFactory.createSubjectPublicKeyInfo(point)),
        curve);
  }

  VerificationKey publicHalf() {
    return publicHalf;
  }

  /** A signature of a message, another one each time. */
  byte[] sign(byte[] message) {
    try {
      Signature signature = Signature.getInstance(curve.algorithm());
      signature.initSign(key);
      signature.update(message);
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has ECDSA, but this one lacks it", e);
    }
  }
}
