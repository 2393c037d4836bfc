package dev.centroid.protocol.artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs a store on a file system of 256 KiB, in a child process that may mount one. */
final class FullDiskTest {

  private static final String MOUNT = "mount -t tmpfs -o size=256k tmpfs \"$0\" && ";

  @TempDir private Path root;

  @Test
  void aFullDiskIsReportedAndLeavesNothingHalfWritten() throws Exception {
    assumeTrue(
        run("true").exit() == 0,
        "skipped: needs an unprivileged user namespace (unshare) in which tmpfs can be mounted");

    Outcome outcome = run("exec \"$1\" -cp \"$2\" \"$3\" \"$0\"");

    assertThat(outcome.lines())
        .as("exit status %d", outcome.exit())
        .contains("small blob is whole: true", "temporary files: 0", "blobs: 1")
        .anySatisfy(
            line ->
                assertThat(line)
                    .contains("a blob of 400000 bytes", root.toString(), "No space left", "free"));
  }

  private Outcome run(String command) throws IOException, InterruptedException {
    Path output = root.resolveSibling(root.getFileName() + "-output");
    List<String> unshare =
        List.of(
            "unshare",
            "--user",
            "--map-root-user",
            "--mount",
            "sh",
            "-c",
            MOUNT + command,
            root.toString(),
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            System.getProperty("java.class.path"),
            Child.class.getName());
    try {
      Process process =
          new ProcessBuilder(unshare)
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
      return new Outcome(process.waitFor(), Files.readAllLines(output, StandardCharsets.UTF_8));
    } catch (IOException e) {
      return new Outcome(-1, List.of(e.toString()));
    } finally {
      Files.deleteIfExists(output);
    }
  }

  private record Outcome(int exit, List<String> lines) {}

  /** What runs on the small file system. */
  static final class Child {

    private Child() {}

    public static void main(String[] arguments) throws IOException {
      Path root = Path.of(arguments[0]);
      DirectoryArtifactStore store = new DirectoryArtifactStore(root);
      byte[] small = new byte[50_000];
      Digest digest = store.put(small);
      try {
        store.put(new byte[400_000]);
      } catch (IOException e) {
        System.out.println(e.getMessage());
      }
      System.out.println("small blob is whole: " + (store.read(digest).length == small.length));
      System.out.println("temporary files: " + files(root.resolve("incoming")));
      System.out.println("blobs: " + files(root.resolve("objects")));
    }

    private static long files(Path directory) throws IOException {
      try (Stream<Path> all = Files.walk(directory)) {
        return all.filter(Files::isRegularFile).count();
      }
    }
  }
}
