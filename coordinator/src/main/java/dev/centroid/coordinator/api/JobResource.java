package dev.centroid.coordinator.api;

import dev.centroid.coordinator.job.JobOrder;
import dev.centroid.coordinator.submission.SubmissionRequest;
import dev.centroid.protocol.view.JobDetails;
import dev.centroid.protocol.view.JobView;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.List;

/** Jobs: asking for one, and looking at them. */
@Path("/v1/jobs")
@Produces(MediaType.APPLICATION_JSON)
class JobResource {

  private final JobIntake intake;

  JobResource(JobIntake intake) {
    this.intake = intake;
  }

  /** The answer to a request for a job. */
  record Accepted(String jobId) {}

  @POST
  public Response submit(@Context HttpHeaders headers, InputStream body) throws IOException {
    SubmissionRequest request = SubmissionRequest.fromBody(JsonBody.read(headers, body));
    String jobId = intake.submit(request, "POST /v1/jobs", headers);
    return Response.accepted(new Accepted(jobId)).location(URI.create("/v1/jobs/" + jobId)).build();
  }

  @GET
  public List<JobView> list() {
    return intake.coordinator().views().jobs();
  }

  @GET
  @Path("/{id}")
  public JobDetails find(@PathParam("id") String jobId) {
    return intake.find(jobId);
  }

  @POST
  @Path("/{id}/cancel")
  public JobView cancel(@PathParam("id") String jobId, @Context HttpHeaders headers) {
    JsonBody.requireNoOther(headers);
    return intake.order(jobId, JobOrder.CANCEL);
  }

  @POST
  @Path("/{id}/pause")
  public JobView pause(@PathParam("id") String jobId, @Context HttpHeaders headers) {
    JsonBody.requireNoOther(headers);
    return intake.order(jobId, JobOrder.PAUSE);
  }

  @POST
  @Path("/{id}/resume")
  public JobView resume(@PathParam("id") String jobId, @Context HttpHeaders headers) {
    JsonBody.requireNoOther(headers);
    return intake.order(jobId, JobOrder.RESUME);
  }
}
