package dev.centroid.standalone.command;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The root: names the subcommands. */
@Command(
    name = "centroid",
    mixinStandardHelpOptions = true,
    versionProvider = Versions.class,
    synopsisSubcommandLabel = "COMMAND",
    description = "Compresses trained neural networks 10 to 100 times and keeps their accuracy.",
    subcommands = {
      CompressCommand.class,
      PlanCommand.class,
      InspectCommand.class,
      EvaluateCommand.class,
      DecompressCommand.class,
      SignCommand.class,
      VerifyCommand.class,
      ServeCommand.class,
      TokenCommand.class,
      JobsCommand.class,
      WatchCommand.class,
      CancelCommand.class,
      PauseCommand.class,
      ResumeCommand.class,
      BrokerCommand.class,
      WorkerCommand.class,
    })
public final class CentroidCommand {

  private CentroidCommand() {}

  /**
   * Runs a command line.
   *
   * @return 0 when it did what was asked, 2 when what the user gave is to blame, else 1
   */
  public static int execute(String... arguments) {
    return new CommandLine(new CentroidCommand())
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setParameterExceptionHandler(Failures::ofArguments)
        .setExecutionExceptionHandler((error, line, parsed) -> Failures.report(error))
        .execute(arguments);
  }
}
