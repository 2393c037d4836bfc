package dev.centroid.coordinator.api;

import dev.centroid.coordinator.service.CoordinatorService;
import dev.centroid.coordinator.view.JobViews;
import io.smallrye.mutiny.Multi;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import java.time.Duration;
import java.util.Optional;

/** What happens to a job, as it happens. */
@Path("/v1/jobs/{id}/events")
class JobEventsResource {

  private static final Duration KEEP_ALIVE = Duration.ofSeconds(10);
  // A reader that falls this far behind is cut off, and finds the job's details when it comes back.
  private static final int BUFFERED_EVENTS = 4096;

  private final CoordinatorService service;

  JobEventsResource(CoordinatorService service) {
    this.service = service;
  }

  @GET
  @Produces(MediaType.SERVER_SENT_EVENTS)
  public Multi<OutboundSseEvent> events(@PathParam("id") String jobId, @Context Sse sse) {
    JobViews views = service.coordinator().orElseThrow(ProblemException::starting).views();
    if (views.find(jobId).isEmpty()) {
      throw ProblemException.unknownJob(jobId);
    }
    Multi<Optional<JobEvent>> happening =
        Multi.createFrom()
            .<Optional<JobEvent>>emitter(emitter -> new JobEventStream(emitter).open(views, jobId))
            .onOverflow()
            .buffer(BUFFERED_EVENTS);
    Multi<Optional<JobEvent>> silence =
        Multi.createFrom()
            .ticks()
            .every(KEEP_ALIVE)
            .onOverflow()
            .drop()
            .map(tick -> Optional.of(JobEvent.keepAlive()));
    // The empty one is the end; ticks alone would go on for ever.
    return Multi.createBy()
        .merging()
        .streams(happening, silence)
        .select()
        .first(Optional::isPresent)
        .map(event -> event.orElseThrow().toSse(sse));
  }
}
