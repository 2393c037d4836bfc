package dev.centroid.standalone;

import dev.centroid.standalone.command.CentroidCommand;
import io.quarkus.runtime.annotations.QuarkusMain;

/**
 * The {@code centroid} command. Subcommands that need the whole system start it; the others run
 * without it.
 */
@QuarkusMain
public final class Centroid {

  private Centroid() {}

  public static void main(String... arguments) {
    System.exit(CentroidCommand.execute(arguments));
  }
}
