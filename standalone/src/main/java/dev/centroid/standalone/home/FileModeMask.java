package dev.centroid.standalone.home;

import com.sun.jna.Library;
import com.sun.jna.Native;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file mode creation mask of this process ({@code umask}). Java cannot set it, and the broker,
 * the databases and the logs create their files themselves.
 */
public final class FileModeMask {

  private static final Logger LOG = LoggerFactory.getLogger(FileModeMask.class);

  /** Nothing for the group and for others. */
  private static final int OWNER_ONLY = 077;

  private static OptionalInt ofUser = OptionalInt.empty();

  private FileModeMask() {}

  /** The call of the C library. Must be visible to JNA. */
  interface CLibrary extends Library {
    int umask(int mask);
  }

  /** Lets only the owner use files that this process creates from now on. */
  static synchronized void restrictToOwner() {
    Optional<CLibrary> library = library();
    if (ofUser.isEmpty() && library.isPresent()) {
      ofUser = OptionalInt.of(library.get().umask(OWNER_ONLY));
    }
  }

  /**
   * Does some work with the mask that the user started this process with, for files outside of the
   * home. The mask is the same for all threads, so no other one may create files.
   *
   * @throws Exception whatever the work throws
   */
  public static synchronized <T> T asUser(Callable<T> work) throws Exception {
    Optional<CLibrary> library = library();
    if (ofUser.isEmpty() || library.isEmpty()) {
      return work.call();
    }
    int restricted = library.get().umask(ofUser.getAsInt());
    try {
      return work.call();
    } finally {
      library.get().umask(restricted);
    }
  }

  private static Optional<CLibrary> library() {
    try {
      return Optional.of(Native.load("c", CLibrary.class));
    } catch (LinkageError e) {
      // The mode of the home itself keeps others out all the same.
      LOG.warn("file mode mask unchanged: error={}", e.getMessage());
      return Optional.empty();
    }
  }
}
