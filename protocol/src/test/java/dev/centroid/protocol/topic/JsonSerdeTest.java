package dev.centroid.protocol.topic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.centroid.protocol.artifact.Digest;
import dev.centroid.protocol.task.TaskOutcome;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.kafka.common.errors.SerializationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class JsonSerdeTest {

  private static final JsonSerde<TaskOutcome> OUTCOMES = new JsonSerde<>(TaskOutcome.class);

  private record Nothing() {}

  static List<TaskOutcome> outcomes() {
    Digest digest = new Digest("a".repeat(64));
    return List.of(
        new TaskOutcome.Taught(digest),
        new TaskOutcome.Choices(List.of(0.5, 1e-9)),
        new TaskOutcome.Tuned(digest, List.of(), 0.25),
        new TaskOutcome.Evaluated(0.9, Double.MAX_VALUE, 7));
  }

  @ParameterizedTest
  @MethodSource("outcomes")
  void readsWhatItWrote(TaskOutcome outcome) {
    byte[] written = OUTCOMES.serializer().serialize("topic", outcome);

    assertThat(OUTCOMES.deserializer().deserialize("topic", written)).isEqualTo(outcome);
  }

  @ParameterizedTest
  @MethodSource("outcomes")
  void writesTheFieldsOfTheValueAfterTheVersion(TaskOutcome outcome) throws IOException {
    ObjectNode expected = Json.mapper().createObjectNode().put("v", 1);
    expected.setAll(
        (ObjectNode)
            Json.mapper()
                .readTree(Json.mapper().writerFor(TaskOutcome.class).writeValueAsBytes(outcome)));

    assertThat(OUTCOMES.serializer().serialize("topic", outcome))
        .isEqualTo(Json.mapper().writeValueAsBytes(expected));
  }

  @Test
  void valueWithoutFieldsHasItsVersionAlone() {
    assertThat(new JsonSerde<>(Nothing.class).serializer().serialize("topic", new Nothing()))
        .asString(StandardCharsets.UTF_8)
        .isEqualTo("{\"v\":1}");
  }

  @Test
  void otherVersionIsRefusedByNumber() {
    byte[] later = "{\"v\":2}".getBytes(StandardCharsets.UTF_8);

    assertThatThrownBy(() -> OUTCOMES.deserializer().deserialize("topic", later))
        .isInstanceOf(SerializationException.class)
        .hasMessageContaining("TaskOutcome of version 2, but this program reads version 1");
  }
}
