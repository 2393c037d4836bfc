package dev.centroid.standalone.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.centroid.protocol.topic.Json;
import dev.centroid.protocol.view.JobDetails;
import dev.centroid.protocol.view.LayerView;
import dev.centroid.standalone.report.JobExamples;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class JobMirrorTest {

  private final JobMirror mirror = new JobMirror();

  @Test
  void knowsNothingBeforeItWasToldAll() {
    assertThat(mirror.details()).isEmpty();
  }

  @Test
  void followsChangesAsIfItHadBeenToldAllAnew() throws JsonProcessingException {
    JobDetails before = JobExamples.tuning(10);
    JobDetails after = JobExamples.completed();
    LayerView floating =
        new LayerView(JobExamples.JOB, before.layers().get(0).plan(), Optional.empty());
    mirror.accept(
        "details", json(new JobDetails(before.job(), List.of(floating, before.layers().get(1)))));

    mirror.accept("layer", json(after.layers().get(0)));
    mirror.accept("job", json(after.job()));

    assertThat(mirror.details()).contains(after);
  }

  @Test
  void forgetsWhatItKnewWhenToldAllAgain() throws JsonProcessingException {
    mirror.accept("details", json(JobExamples.completed()));

    mirror.accept("details", json(JobExamples.accepted()));

    assertThat(mirror.details()).contains(JobExamples.accepted());
  }

  @Test
  void passesOverEventsOfTasks() throws JsonProcessingException {
    assertThat(mirror.accept("task", "{}")).isFalse();
  }

  private static String json(Object value) throws JsonProcessingException {
    return Json.mapper().writeValueAsString(value);
  }
}
