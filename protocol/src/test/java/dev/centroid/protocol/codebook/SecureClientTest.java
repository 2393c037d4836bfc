package dev.centroid.protocol.codebook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.centroid.protocol.retry.Backoff;
import dev.centroid.protocol.task.CodebookRef;
import io.grpc.Grpc;
import io.grpc.Server;
import io.grpc.ServerCredentials;
import io.grpc.TlsServerCredentials;
import java.io.StringWriter;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Optional;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A service with TLS that asks for the client's certificate, and clients with and without one. */
final class SecureClientTest {

  private static final RetryPolicy ONCE =
      new RetryPolicy(
          Duration.ofSeconds(20), Duration.ZERO, Backoff.constant(Duration.ofMillis(1)));

  @TempDir private Path root;
  private Optional<Server> server = Optional.empty();

  private record Certified(Path certificate, Path key) {}

  @AfterEach
  void stop() {
    server.ifPresent(Server::shutdownNow);
  }

  @Test
  void putsAndReadsWhenBothSidesTrustEachOther() throws Exception {
    Certified service = certified("service");
    Certified client = certified("client");
    int port = serve(service, client);

    try (GrpcCodebookClient codebooks =
        GrpcCodebookClient.connect(
            CodebookServers.secure(
                "localhost:" + port,
                service.certificate(),
                Optional.of(new CodebookServers.Identity(client.certificate(), client.key()))),
            ONCE)) {
      CodebookRef stored = codebooks.put("job", "conv1", 0, new byte[] {1});

      assertThat(codebooks.list("job")).containsExactly(stored);
    }
  }

  @Test
  void aClientWithoutACertificateGetsNoAnswer() throws Exception {
    Certified service = certified("service");
    int port = serve(service, certified("client"));

    refused(CodebookServers.secure("localhost:" + port, service.certificate(), Optional.empty()));
  }

  @Test
  void aServiceThatIsNotTrustedIsNotSpokenTo() throws Exception {
    Certified client = certified("client");
    int port = serve(certified("service"), client);

    refused(
        CodebookServers.secure(
            "localhost:" + port,
            certified("stranger").certificate(),
            Optional.of(new CodebookServers.Identity(client.certificate(), client.key()))));
  }

  @Test
  void plainTextGetsNoAnswerFromAServiceWithTls() throws Exception {
    refused(CodebookServers.plain("localhost:" + serve(certified("service"), certified("client"))));
  }

  private static void refused(CodebookServers servers) {
    try (GrpcCodebookClient codebooks = GrpcCodebookClient.connect(servers, ONCE)) {
      assertThatThrownBy(() -> codebooks.list("job"))
          .isInstanceOf(CodebookUnavailableException.class);
    }
  }

  private int serve(Certified service, Certified client) throws Exception {
    ServerCredentials credentials =
        TlsServerCredentials.newBuilder()
            .keyManager(service.certificate().toFile(), service.key().toFile())
            .trustManager(client.certificate().toFile())
            .clientAuth(TlsServerCredentials.ClientAuth.REQUIRE)
            .build();
    Server started =
        Grpc.newServerBuilderForPort(0, credentials)
            .addService(new InMemoryCodebooks())
            .build()
            .start();
    server = Optional.of(started);
    return started.getPort();
  }

  private Certified certified(String name) throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(256);
    KeyPair pair = generator.generateKeyPair();
    X500Name subject = new X500Name("CN=" + name);
    Instant now = Instant.now();
    JcaX509v3CertificateBuilder certificate =
        new JcaX509v3CertificateBuilder(
            subject,
            BigInteger.ONE,
            Date.from(now.minusSeconds(60)),
            Date.from(now.plusSeconds(3600)),
            subject,
            pair.getPublic());
    certificate.addExtension(
        Extension.subjectAlternativeName,
        false,
        new GeneralNames(new GeneralName(GeneralName.dNSName, "localhost")));
    return new Certified(
        pem(
            name + ".pem",
            certificate.build(
                new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate()))),
        pem(name + ".key", new JcaPKCS8Generator(pair.getPrivate(), null)));
  }

  private Path pem(String name, Object content) throws Exception {
    StringWriter text = new StringWriter();
    try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
      writer.writeObject(content);
    }
    return Files.writeString(root.resolve(name), text.toString());
  }
}
