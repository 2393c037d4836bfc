package dev.centroid.standalone.home;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.centroid.quantization.InvalidInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HomeModesTest {

  @TempDir Path directory;
  private CentroidHome home;

  @BeforeEach
  void nameHome() {
    home = new CentroidHome(directory.resolve("home"));
  }

  private static void setMode(Path path, String mode) throws IOException {
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
  }

  private static String mode(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  @Test
  void aNewHomeIsForItsOwnerOnly() throws IOException {
    home.prepare();

    assertThat(mode(home.root())).isEqualTo("rwx------");
    assertThat(mode(home.log().getParent())).isEqualTo("rwx------");
  }

  @Test
  void filesOfThisProcessAreForTheirOwnerOnlyOnceAHomeIsUsed() throws IOException {
    home.prepare();

    assertThat(mode(Files.createFile(home.root().resolve("file")))).isEqualTo("rw-------");
    assertThat(mode(Files.createDirectory(home.root().resolve("folder")))).isEqualTo("rwx------");
  }

  @Test
  void workForTheUserHasTheUsersMask() throws Exception {
    Path before = Files.createFile(directory.resolve("before"));
    String usersMode = FileModeMask.asUser(() -> mode(before));
    home.prepare();

    Path result = FileModeMask.asUser(() -> Files.createFile(directory.resolve("result")));
    Path after = Files.createFile(directory.resolve("after"));

    assertThat(mode(result)).isEqualTo(usersMaskedMode(usersMode));
    assertThat(mode(after)).isEqualTo("rw-------");
  }

  /** Another test may have restricted this process before. */
  private String usersMaskedMode(String modeAtStart) throws Exception {
    return modeAtStart.equals("rw-------")
        ? FileModeMask.asUser(() -> mode(Files.createFile(directory.resolve("again"))))
        : modeAtStart;
  }

  @Test
  void anExistingHomeIsRestrictedWithAllThatIsInIt() throws IOException {
    Path folder = Files.createDirectories(home.artifacts().resolve("ab"));
    Path file = Files.writeString(folder.resolve("blob"), "content");
    Path token = Files.writeString(home.token(), "token");
    for (Path path : new Path[] {home.root(), home.artifacts(), folder}) {
      setMode(path, "rwxr-xr-x");
    }
    setMode(file, "rw-rw-rw-");
    setMode(token, "rw-r--r--");

    home.prepare();

    assertThat(mode(home.root())).isEqualTo("rwx------");
    assertThat(mode(home.artifacts())).isEqualTo("rwx------");
    assertThat(mode(folder)).isEqualTo("rwx------");
    assertThat(mode(file)).isEqualTo("rw-------");
    assertThat(mode(token)).isEqualTo("rw-------");
  }

  @Test
  void aLinkOutOfTheHomeIsNotFollowed() throws IOException {
    Path elsewhere = Files.createFile(directory.resolve("elsewhere"));
    setMode(elsewhere, "rw-r--r--");
    Files.createDirectories(home.artifacts());
    Files.createSymbolicLink(home.artifacts().resolve("link"), elsewhere);

    home.prepare();

    assertThat(mode(elsewhere)).isEqualTo("rw-r--r--");
  }

  @Test
  void anOpenFolderWithOtherFilesIsRefusedAndLeftAsItIs() throws IOException {
    Path thesis = home.root().resolve("thesis.txt");
    Files.createDirectories(home.root());
    Files.writeString(thesis, "mine");
    setMode(thesis, "rw-r--r--");
    setMode(home.root(), "rwxr-xr-x");

    assertThatThrownBy(home::prepare)
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith("--home: " + home.root() + " has other files");
    assertThat(mode(home.root())).isEqualTo("rwxr-xr-x");
    assertThat(mode(thesis)).isEqualTo("rw-r--r--");
  }
}
