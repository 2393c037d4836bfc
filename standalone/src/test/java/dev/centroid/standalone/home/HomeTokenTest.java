package dev.centroid.standalone.home;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HomeTokenTest {

  @TempDir Path directory;
  private CentroidHome home;

  @BeforeEach
  void prepareHome() {
    home = new CentroidHome(directory.resolve("home"));
    home.prepare();
  }

  @Test
  void makesATokenOf256BitsForItsOwnerOnly() throws IOException {
    String token = HomeToken.makeIfAbsent(home).orElseThrow();

    assertThat(token).matches("[0-9a-f]{64}");
    assertThat(Files.readString(home.token())).isEqualTo(token + "\n");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(home.token())))
        .isEqualTo("rw-------");
  }

  @Test
  void keepsTheTokenThatIsThere() throws IOException {
    String token = HomeToken.makeIfAbsent(home).orElseThrow();

    assertThat(HomeToken.makeIfAbsent(home)).isEmpty();
    assertThat(Files.readString(home.token()).strip()).isEqualTo(token);
  }

  @Test
  void makesATokenInPlaceOfAnEmptyFile() throws IOException {
    Files.createFile(home.token());

    assertThat(HomeToken.makeIfAbsent(home)).isPresent();
  }

  @Test
  void replacesTheTokenAndLeavesNothingElse() throws IOException {
    String first = HomeToken.makeIfAbsent(home).orElseThrow();

    String second = HomeToken.replace(home);

    assertThat(second).isNotEqualTo(first);
    assertThat(Files.readString(home.token()).strip()).isEqualTo(second);
    try (Stream<Path> files = Files.list(home.root())) {
      assertThat(files.map(file -> String.valueOf(file.getFileName())))
          .containsExactlyInAnyOrder("logs", "token");
    }
  }
}
