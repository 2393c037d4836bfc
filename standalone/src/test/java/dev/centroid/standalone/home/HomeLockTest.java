package dev.centroid.standalone.home;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.centroid.quantization.InvalidInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HomeLockTest {

  @TempDir Path directory;
  private CentroidHome home;

  @BeforeEach
  void prepareHome() {
    home = new CentroidHome(directory.resolve("home"));
    home.prepare();
  }

  @Test
  void aSecondUserIsToldWhoUsesTheHome() throws Exception {
    HomeLock.during(
        home,
        () ->
            assertThatThrownBy(() -> HomeLock.during(home, () -> "never"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining(
                    "another centroid (process " + ProcessHandle.current().pid() + ")")
                .hasMessageContaining(home.root().toString()));
  }

  @Test
  void theHomeIsFreeAgainWhenTheWorkIsDone() throws Exception {
    HomeLock.during(home, () -> "first");

    assertThat(HomeLock.during(home, () -> "second")).isEqualTo("second");
  }

  @Test
  void theHomeIsFreeAgainWhenTheWorkFails() throws Exception {
    assertThatThrownBy(
            () ->
                HomeLock.during(
                    home,
                    () -> {
                      throw new IOException("on purpose");
                    }))
        .isInstanceOf(IOException.class);

    assertThat(HomeLock.during(home, () -> "second")).isEqualTo("second");
  }

  @Test
  void aFileInPlaceOfTheHomeIsRefused() throws Exception {
    Path file = Files.createFile(directory.resolve("file"));

    assertThatThrownBy(() -> new CentroidHome(file).prepare())
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("--home")
        .hasMessageContaining(file.toString());
  }

  @Test
  void aJobThatNeedsMoreRoomThanTheDiskHasIsRefusedWithBothFigures() {
    assertThatThrownBy(() -> home.requireRoomFor(1L << 60))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("MB left, and this job needs");
  }
}
