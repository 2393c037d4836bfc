package dev.centroid.standalone.embedded;

import io.quarkus.runtime.QuarkusApplication;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Does a command's work once every service of the application is up. Quarkus makes the object, so
 * what it is to do is handed over beside it.
 */
public final class EmbeddedApplication implements QuarkusApplication {

  private static final AtomicReference<Work> NEXT = new AtomicReference<>();

  /** Says what the next application of this process is to do. */
  static void prepare(Work work) {
    NEXT.set(work);
  }

  @Override
  public int run(String... arguments) throws Exception {
    return NEXT.get().run();
  }
}
