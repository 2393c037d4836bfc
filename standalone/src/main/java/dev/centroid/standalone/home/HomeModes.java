package dev.centroid.standalone.home;

import dev.centroid.quantization.InvalidInputException;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Takes the modes of a home away from everybody but its owner. Links are not followed. */
final class HomeModes {

  private static final Set<PosixFilePermission> OF_OWNER =
      EnumSet.of(
          PosixFilePermission.OWNER_READ,
          PosixFilePermission.OWNER_WRITE,
          PosixFilePermission.OWNER_EXECUTE);

  private HomeModes() {}

  /**
   * Restricts a home that is there.
   *
   * @throws InvalidInputException if others may use it, and it has files that are not of a home
   * @throws IOException if a mode cannot be read or changed
   */
  static void restrict(CentroidHome home) throws IOException {
    Path root = home.root();
    if (isOpenToOthers(root) && hasOnlyForeignEntries(home)) {
      throw new InvalidInputException(
          "--home: "
              + root
              + " has other files and is open to other users; name a directory for this alone, or"
              + " chmod it to 700");
    }
    for (Path entry : home.entries()) {
      if (Files.exists(entry, LinkOption.NOFOLLOW_LINKS)) {
        Files.walkFileTree(entry, new Restriction());
      }
    }
    restrict(root);
  }

  /** Restricts a folder and what is directly in it, which processes may be using. */
  static void restrictTop(Path folder) throws IOException {
    Files.walkFileTree(folder, Set.of(), 1, new Restriction());
  }

  private static boolean hasOnlyForeignEntries(CentroidHome home) throws IOException {
    try (Stream<Path> entries = Files.list(home.root())) {
      Set<Path> present = Set.copyOf(entries.toList());
      return !present.isEmpty() && home.entries().stream().noneMatch(present::contains);
    }
  }

  private static boolean isOpenToOthers(Path path) throws IOException {
    Optional<PosixFileAttributeView> view = view(path);
    return view.isPresent() && !OF_OWNER.containsAll(view.get().readAttributes().permissions());
  }

  private static void restrict(Path path) throws IOException {
    Optional<PosixFileAttributeView> view = view(path);
    if (view.isPresent() && isOpenToOthers(path)) {
      Set<PosixFilePermission> kept = EnumSet.copyOf(OF_OWNER);
      kept.retainAll(view.get().readAttributes().permissions());
      view.get().setPermissions(kept);
    }
  }

  /** Empty where files have no such modes. */
  private static Optional<PosixFileAttributeView> view(Path path) {
    return Optional.ofNullable(
        Files.getFileAttributeView(path, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS));
  }

  /** Restricts each file and folder of a tree. */
  private static final class Restriction extends SimpleFileVisitor<Path> {

    @Override
    public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes)
        throws IOException {
      restrict(folder);
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      if (!attributes.isSymbolicLink()) {
        try {
          restrict(file);
        } catch (NoSuchFileException e) {
          // A process that uses the home has removed it.
          return FileVisitResult.CONTINUE;
        }
      }
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
      if (failure instanceof NoSuchFileException) {
        return FileVisitResult.CONTINUE;
      }
      throw failure;
    }
  }
}
