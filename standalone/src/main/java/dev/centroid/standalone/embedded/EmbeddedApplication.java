package dev.centroid.standalone.embedded;

import io.quarkus.runtime.QuarkusApplication;

/**
 * Does a command's work once every service of the application is up. Quarkus makes the object, so
 * what it is to do is handed over beside it.
 */
public final class EmbeddedApplication implements QuarkusApplication {

  private static volatile Runnable next = () -> {};

  /** Says what the next application of this process is to do. */
  static void prepare(Runnable work) {
    next = work;
  }

  @Override
  public int run(String... arguments) {
    QuietLogErrors.install();
    next.run();
    return 0;
  }
}
