package dev.centroid.coordinator.stream;

import dev.centroid.protocol.task.JobProgram;
import dev.centroid.protocol.view.JobDetails;
import java.time.Duration;

/** A job in a world where nothing goes wrong: what every other history of it must end with. */
public final class UndisturbedJob {

  private UndisturbedJob() {}

  public static JobDetails of(String jobId, JobProgram program) {
    History history = new History(new World(0), Faults.none(), 1, 1, "undisturbed");
    history.submit(jobId, program, Duration.ZERO);
    history.runToTheEnd();
    History.Result result = history.result(jobId);
    return new JobDetails(result.view(), result.layers());
  }
}
