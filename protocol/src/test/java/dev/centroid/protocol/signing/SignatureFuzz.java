package dev.centroid.protocol.signing;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.centroid.protocol.artifact.Digest;
import java.io.IOException;
import java.nio.file.Path;
import java.security.KeyPair;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.provider.MethodSource;

/** Any bytes as a signature. */
@Tag("fuzz")
class SignatureFuzz {

  private static final KeyPair PAIR = KeyPairs.draw("secp256r1");

  @TempDir private static Path keys;
  private static VerificationKey key;
  private static byte[] signature;

  @BeforeAll
  static void sign() throws IOException {
    key = KeyPairs.verification(keys, PAIR.getPublic());
    signature =
        SignatureBundle.sign(
            new Manifest("m", new TreeMap<>(Map.of("a", new Digest("1".repeat(64)))), Set.of()),
            KeyPairs.signing(keys, PAIR));
  }

  static Stream<byte[]> signatures() {
    return Stream.of(signature);
  }

  @MethodSource("signatures")
  @FuzzTest
  void isReadOrRefused(byte[] content) {
    Strangers.readOrRefused(() -> SignatureBundle.verify(content, "model.sig", key));
  }
}
