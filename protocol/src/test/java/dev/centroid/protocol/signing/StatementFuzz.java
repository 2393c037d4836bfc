package dev.centroid.protocol.signing;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.centroid.protocol.artifact.Digest;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.provider.MethodSource;

/** Any bytes as a signed statement. */
@Tag("fuzz")
class StatementFuzz {

  static Stream<byte[]> statements() {
    return Stream.of(
        Statement.bytes(
            new Manifest(
                "m", new TreeMap<>(Map.of("a", new Digest("1".repeat(64)))), Set.of("model.sig"))));
  }

  @MethodSource("statements")
  @FuzzTest
  void isReadOrRefused(byte[] content) {
    Strangers.readOrRefused(() -> Statement.parse(content, "the statement"));
  }
}
