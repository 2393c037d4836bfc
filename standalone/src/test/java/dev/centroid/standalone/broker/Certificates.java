package dev.centroid.standalone.broker;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.concurrent.atomic.AtomicLong;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** An authority of a test's own, which issues certificates in PEM. */
final class Certificates {

  private static final Duration VALID = Duration.ofDays(1);
  private static final AtomicLong SERIAL = new AtomicLong();

  private final Path directory;
  private final X500Principal name;
  private final KeyPair keys = draw();

  /**
   * @param directory where its files go; created
   */
  Certificates(Path directory, String name) throws IOException {
    this.directory = Files.createDirectories(directory);
    this.name = new X500Principal("CN=" + name);
  }

  /** Its own certificate, for those who are to trust what it issues. */
  Path authority() throws Exception {
    return write("authority.pem", certificate(name, keys, /* isAuthority= */ true));
  }

  /** A key and its certificate for the loopback, in one file. */
  Path issue(String subject) throws Exception {
    KeyPair pair = draw();
    return write(
        subject + ".pem",
        new JcaPKCS8Generator(pair.getPrivate(), null),
        certificate(new X500Principal("CN=" + subject), pair, /* isAuthority= */ false));
  }

  /** A key and its certificate for the loopback, as PKCS #12. */
  byte[] issuePkcs12(String subject, String password) throws Exception {
    KeyPair pair = draw();
    X509CertificateHolder issued =
        certificate(new X500Principal("CN=" + subject), pair, /* isAuthority= */ false);
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setKeyEntry(
        subject,
        pair.getPrivate(),
        password.toCharArray(),
        new Certificate[] {new JcaX509CertificateConverter().getCertificate(issued)});
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    store.store(bytes, password.toCharArray());
    return bytes.toByteArray();
  }

  private X509CertificateHolder certificate(
      X500Principal subject, KeyPair pair, boolean isAuthority)
      throws IOException, OperatorCreationException {
    Instant now = Instant.now();
    X509v3CertificateBuilder certificate =
        new JcaX509v3CertificateBuilder(
            name,
            BigInteger.valueOf(SERIAL.incrementAndGet()),
            Date.from(now.minus(VALID)),
            Date.from(now.plus(VALID)),
            subject,
            pair.getPublic());
    certificate.addExtension(Extension.basicConstraints, true, new BasicConstraints(isAuthority));
    certificate.addExtension(
        Extension.subjectAlternativeName,
        false,
        new GeneralNames(new GeneralName(GeneralName.iPAddress, LoopbackPort.HOST)));
    return certificate.build(
        new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate()));
  }

  private Path write(String file, Object... contents) throws IOException {
    StringWriter text = new StringWriter();
    try (JcaPEMWriter pem = new JcaPEMWriter(text)) {
      for (Object content : contents) {
        pem.writeObject(content);
      }
    }
    return Files.writeString(directory.resolve(file), text.toString());
  }

  private static KeyPair draw() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
