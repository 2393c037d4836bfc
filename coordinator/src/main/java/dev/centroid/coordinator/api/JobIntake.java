package dev.centroid.coordinator.api;

import dev.centroid.coordinator.Coordinator;
import dev.centroid.coordinator.job.JobOrder;
import dev.centroid.coordinator.service.CoordinatorService;
import dev.centroid.coordinator.submission.SubmissionRequest;
import dev.centroid.coordinator.trace.JobTraces;
import dev.centroid.protocol.artifact.ArtifactStore;
import dev.centroid.protocol.artifact.Digest;
import dev.centroid.protocol.task.JobInputs;
import dev.centroid.protocol.view.JobDetails;
import dev.centroid.protocol.view.JobStatus;
import dev.centroid.protocol.view.JobView;
import io.opentelemetry.api.trace.Span;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.HttpHeaders;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** Takes what users want of jobs, whichever way it comes. */
@Singleton
class JobIntake {

  private static final int UNPROCESSABLE = 422;

  private final CoordinatorService service;
  private final ArtifactStore artifacts;
  private final JobTraces traces;

  JobIntake(CoordinatorService service, ArtifactStore artifacts, JobTraces traces) {
    this.service = service;
    this.artifacts = artifacts;
    this.traces = traces;
  }

  Coordinator coordinator() {
    return service.coordinator().orElseThrow(ProblemException::starting);
  }

  /**
   * Asks for a job, whose inputs must be there.
   *
   * @param called what was called for it
   * @param headers of the call
   * @return its id
   */
  String submit(SubmissionRequest request, String called, HttpHeaders headers) throws IOException {
    Span span = traces.requested(called, request.jobId(), CallerTrace.of(headers));
    requireBlobs(request.submission().inputs());
    String jobId = coordinator().submit(request);
    span.end();
    return jobId;
  }

  JobDetails find(String jobId) {
    return coordinator().views().find(jobId).orElseThrow(() -> ProblemException.unknownJob(jobId));
  }

  /** Orders something of a job, unless it is so already. */
  JobView order(String jobId, JobOrder order) {
    JobStatus wanted = wanted(order);
    if (find(jobId).job().status() != wanted) {
      coordinator().order(jobId, order);
    }
    JobView job = find(jobId).job();
    if (job.status() != wanted && job.status().isTerminal()) {
      throw ProblemException.ended(job);
    }
    return job;
  }

  private static JobStatus wanted(JobOrder order) {
    return switch (order) {
      case CANCEL -> JobStatus.CANCELLED;
      case PAUSE -> JobStatus.PAUSED;
      case RESUME -> JobStatus.RUNNING;
    };
  }

  private void requireBlobs(JobInputs inputs) throws IOException {
    Map<String, Digest> blobs = new LinkedHashMap<>();
    blobs.put("model", inputs.model());
    blobs.put("train", inputs.train());
    blobs.put("evaluation", inputs.evaluation());
    blobs.put("recipe", inputs.recipe());
    for (Map.Entry<String, Digest> blob : blobs.entrySet()) {
      if (!artifacts.contains(blob.getValue())) {
        throw new ProblemException(
            UNPROCESSABLE,
            "Unprocessable Content",
            "request: field 'inputs."
                + blob.getKey()
                + "' names the blob "
                + blob.getValue()
                + ", which the artifact store does not have; POST it to /v1/blobs first");
      }
    }
  }
}
