package dev.centroid.standalone.child;

import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.Logger;
import org.jboss.logmanager.formatters.PatternFormatter;
import org.jboss.logmanager.handlers.ConsoleHandler;

/** The log of a worker process, on standard error: it has no Quarkus that would set logging up. */
public final class WorkerLog {

  /** As the services' log. */
  private static final String FORMAT = "%d{yyyy-MM-dd HH:mm:ss,SSS} %-5p [%c{2.}] (%t) %s%e%n";

  /** Held, since levels of loggers that nobody holds are lost. */
  private static final List<Logger> QUIET =
      List.of(Logger.getLogger("kafka"), Logger.getLogger("org.apache.kafka"));

  private WorkerLog() {}

  /** Writes what is logged from now on. */
  public static void install() {
    Logger root = LogManager.getLogManager().getLogger("");
    for (Handler waiting : root.getHandlers()) {
      root.removeHandler(waiting);
    }
    root.addHandler(
        new ConsoleHandler(ConsoleHandler.Target.SYSTEM_ERR, new PatternFormatter(FORMAT)));
    root.setLevel(Level.INFO);
    QUIET.forEach(logger -> logger.setLevel(Level.WARNING));
  }
}
