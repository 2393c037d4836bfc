package dev.centroid.standalone.home;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServedAddressTest {

  private static final String URL = "http://127.0.0.1:8080";

  @TempDir Path directory;
  private CentroidHome home;

  @BeforeEach
  void prepareHome() {
    home = new CentroidHome(directory.resolve("home"));
    home.prepare();
  }

  @Test
  void isKnownWhileTheSystemRuns() throws Exception {
    ServedAddress.during(
        home,
        URL,
        () -> {
          assertThat(ServedAddress.isAt(home, URL)).isTrue();
          assertThat(ServedAddress.isAt(home, "http://localhost:8080")).isTrue();
          return home;
        });
  }

  @Test
  void isNoOtherPortHostOrScheme() throws Exception {
    ServedAddress.during(
        home,
        URL,
        () ->
            assertThat(
                    List.of(
                        "http://127.0.0.1:8081",
                        "http://127.0.0.1",
                        "https://127.0.0.1:8080",
                        "http://127.0.0.2:8080",
                        "http://[::1]:8080",
                        "http://elsewhere.example:8080",
                        "http://127.0.0.1@elsewhere.example:8080"))
                .noneMatch(url -> isAt(url)));
  }

  @Test
  void isNotKnownBeforeTheSystemRunsOrAfterItHasEnded() throws Exception {
    assertThat(ServedAddress.isAt(home, URL)).isFalse();

    ServedAddress.during(home, URL, () -> home);

    assertThat(ServedAddress.isAt(home, URL)).isFalse();
  }

  private boolean isAt(String url) {
    try {
      return ServedAddress.isAt(home, url);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
