package dev.centroid.coordinator.submission;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.centroid.coordinator.job.JobOrder;
import dev.centroid.coordinator.script.ScriptedWork;
import dev.centroid.protocol.topic.Json;
import dev.centroid.quantization.InvalidInputException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class HttpEventTest {

  @Test
  void binaryAndStructuredModeSayTheSame() throws Exception {
    SubmissionRequest expected =
        new SubmissionRequest("/my/system", "request-7", ScriptedWork.submission());

    SubmissionRequest binary =
        HttpEvent.read(headers(SubmissionEvent.TYPE), submission()).request();
    SubmissionRequest structured =
        HttpEvent.read(
                Map.of("Content-Type", List.of("application/cloudevents+json; charset=UTF-8")),
                structured(SubmissionEvent.TYPE))
            .request();

    assertThat(binary).isEqualTo(expected);
    assertThat(structured).isEqualTo(expected);
  }

  @ParameterizedTest
  @EnumSource
  void ordersNameTheirJob(JobOrder order) {
    Map<String, List<String>> headers = headers(OrderEvent.typeOf(order));
    headers.put("ce-subject", List.of("jobs/abc"));

    HttpEvent event = HttpEvent.read(headers, new byte[0]);

    assertThat(event.content().order()).hasValue(order);
    assertThat(event.content().orderedJob()).isEqualTo("abc");
  }

  @Test
  void anOrderWithoutAJobIsRefused() {
    HttpEvent event = HttpEvent.read(headers(OrderEvent.typeOf(JobOrder.PAUSE)), new byte[0]);

    assertThatThrownBy(() -> event.content().orderedJob())
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("jobs/ID");
  }

  @ParameterizedTest
  @ValueSource(strings = {"ce-specversion", "ce-id", "ce-source", "ce-type"})
  void whatLacksAnAttributeIsNoEvent(String attribute) throws Exception {
    Map<String, List<String>> headers = headers(SubmissionEvent.TYPE);
    headers.remove(attribute);
    byte[] body = submission();

    assertThatThrownBy(() -> HttpEvent.read(headers, body))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("is no CloudEvent 1.0");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "[]", "{", "{\"specversion\":\"1.0\"}", "{\"specversion\":\"9\"}"})
  void whatIsNoStructuredEventIsRefused(String body) {
    assertThatThrownBy(
            () ->
                HttpEvent.read(
                    Map.of("content-type", List.of("application/cloudevents+json")),
                    body.getBytes(UTF_8)))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("is no CloudEvent 1.0");
  }

  @Test
  void anotherTypeIsRefusedByItsName() throws Exception {
    HttpEvent event = HttpEvent.read(headers("com.example.other"), submission());

    assertThat(event.content().order()).isEmpty();
    assertThatThrownBy(event::request)
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContainingAll("com.example.other", SubmissionEvent.TYPE);
  }

  @Test
  void aRequestWithoutDataIsRefused() {
    HttpEvent event = HttpEvent.read(headers(SubmissionEvent.TYPE), new byte[0]);

    assertThatThrownBy(event::request).isInstanceOf(InvalidInputException.class);
  }

  private static Map<String, List<String>> headers(String type) {
    return new HashMap<>(
        Map.of(
            "Content-Type", List.of("application/json"),
            "ce-specversion", List.of("1.0"),
            "ce-id", List.of("request-7"),
            "ce-source", List.of("/my/system"),
            "ce-type", List.of(type)));
  }

  private static byte[] submission() throws JsonProcessingException {
    return Json.mapper().writeValueAsBytes(ScriptedWork.submission());
  }

  private static byte[] structured(String type) throws JsonProcessingException {
    ObjectNode event = Json.mapper().createObjectNode();
    event.put("specversion", "1.0").put("id", "request-7").put("source", "/my/system");
    event.put("type", type);
    event.set("data", Json.mapper().valueToTree(ScriptedWork.submission()));
    return Json.mapper().writeValueAsBytes(event);
  }
}
