package dev.centroid.standalone.job;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.centroid.protocol.topic.Json;
import dev.centroid.standalone.home.CentroidHome;
import dev.centroid.standalone.report.Report;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/** Reports of jobs that a home has finished, so that their results can be had at once. */
public final class FinishedJobs {

  private final Path directory;

  public FinishedJobs(CentroidHome home) {
    this.directory = home.reports();
  }

  /**
   * The report of a job, if it is finished.
   *
   * @throws IOException if it cannot be read
   */
  public Optional<Report> find(String jobId) throws IOException {
    Path file = file(jobId);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      return Optional.of(Json.mapper().readValue(Files.readString(file), Report.class));
    } catch (JsonProcessingException e) {
      // Written by another version: the job itself still knows its result.
      return Optional.empty();
    }
  }

  /**
   * Keeps a report.
   *
   * @throws IOException if it cannot be written
   */
  public void remember(Report report) throws IOException {
    Files.createDirectories(directory);
    Path draft = directory.resolve(report.jobId() + ".new");
    Files.writeString(draft, ResultFiles.json(report));
    Files.move(draft, file(report.jobId()), StandardCopyOption.ATOMIC_MOVE);
  }

  private Path file(String jobId) {
    return directory.resolve(jobId + ".json");
  }
}
