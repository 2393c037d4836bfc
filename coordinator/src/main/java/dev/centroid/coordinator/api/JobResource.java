package dev.centroid.coordinator.api;

import dev.centroid.coordinator.Coordinator;
import dev.centroid.coordinator.job.JobOrder;
import dev.centroid.coordinator.service.CoordinatorService;
import dev.centroid.coordinator.submission.SubmissionRequest;
import dev.centroid.protocol.artifact.ArtifactStore;
import dev.centroid.protocol.artifact.Digest;
import dev.centroid.protocol.task.JobInputs;
import dev.centroid.protocol.view.JobDetails;
import dev.centroid.protocol.view.JobStatus;
import dev.centroid.protocol.view.JobView;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Jobs: asking for one, and looking at them. */
@Path("/v1/jobs")
@Produces(MediaType.APPLICATION_JSON)
class JobResource {

  private static final int UNPROCESSABLE = 422;

  private final CoordinatorService service;
  private final ArtifactStore artifacts;

  JobResource(CoordinatorService service, ArtifactStore artifacts) {
    this.service = service;
    this.artifacts = artifacts;
  }

  /** The answer to a request for a job. */
  record Accepted(String jobId) {}

  @POST
  public Response submit(byte[] body) throws IOException {
    SubmissionRequest request = SubmissionRequest.fromBody(body);
    requireBlobs(request.submission().inputs());
    String jobId = coordinator().submit(request);
    return Response.accepted(new Accepted(jobId)).location(URI.create("/v1/jobs/" + jobId)).build();
  }

  @GET
  public List<JobView> list() {
    return coordinator().views().jobs();
  }

  @GET
  @Path("/{id}")
  public JobDetails find(@PathParam("id") String jobId) {
    return coordinator().views().find(jobId).orElseThrow(() -> ProblemException.unknownJob(jobId));
  }

  @POST
  @Path("/{id}/cancel")
  public JobView cancel(@PathParam("id") String jobId) {
    return order(jobId, JobOrder.CANCEL, JobStatus.CANCELLED);
  }

  @POST
  @Path("/{id}/pause")
  public JobView pause(@PathParam("id") String jobId) {
    return order(jobId, JobOrder.PAUSE, JobStatus.PAUSED);
  }

  @POST
  @Path("/{id}/resume")
  public JobView resume(@PathParam("id") String jobId) {
    return order(jobId, JobOrder.RESUME, JobStatus.RUNNING);
  }

  private JobView order(String jobId, JobOrder order, JobStatus wanted) {
    if (find(jobId).job().status() != wanted) {
      coordinator().order(jobId, order);
    }
    JobView job = find(jobId).job();
    if (job.status() != wanted && job.status().isTerminal()) {
      throw ProblemException.ended(job);
    }
    return job;
  }

  private Coordinator coordinator() {
    return service.coordinator().orElseThrow(ProblemException::starting);
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
