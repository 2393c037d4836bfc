package dev.centroid.protocol.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.centroid.protocol.event.TaskEvent.TaskRef;
import dev.centroid.protocol.task.TaskKind;
import dev.centroid.protocol.topic.Json;
import dev.centroid.quantization.plan.LayerPlan;
import dev.centroid.quantization.plan.LayerPlan.Quantization;
import dev.centroid.quantization.plan.LayerPlan.Status;
import dev.centroid.quantization.recipe.LayerKind;
import dev.centroid.quantization.recipe.ScalarScheme;
import dev.centroid.quantization.recipe.ScalarScheme.Granularity;
import dev.centroid.quantization.recipe.ScalarScheme.Range;
import dev.centroid.quantization.recipe.ScalarScheme.RangeMethod;
import dev.centroid.quantization.scalar.ScalarLayout;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TaskEventJsonTest {

  @Test
  void layersOfEachSchemeArriveAsTheyWereSent() throws Exception {
    // given
    ScalarScheme int4 =
        new ScalarScheme(4, Granularity.CHANNEL, new Range(RangeMethod.PERCENTILE, 99.9));
    TaskEvent event =
        new TaskEvent.LayersPlanned(
            new TaskRef("job", "job/0/0", TaskKind.INSPECT, 1, "worker"),
            Instant.EPOCH,
            List.of(
                layer(new Quantization.Product(0, 4, 16, 64, 4, 0, Optional.of(0.1))),
                layer(
                    new Quantization.Scalar(0, int4, new ScalarLayout(16, 16), Optional.empty()))));

    // when
    byte[] sent = Json.mapper().writeValueAsBytes(event);

    // then
    assertThat(Json.mapper().readValue(sent, TaskEvent.class)).isEqualTo(event);
  }

  private static LayerPlan layer(Quantization quantization) {
    return new LayerPlan(
        0,
        "fc",
        "fc.weight",
        LayerKind.LINEAR,
        List.of(16L, 16L),
        false,
        Status.COMPRESSED,
        "a rule",
        Optional.of(quantization),
        Optional.empty(),
        Optional.empty(),
        1024,
        100);
  }
}
