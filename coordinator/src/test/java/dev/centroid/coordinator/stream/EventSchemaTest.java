package dev.centroid.coordinator.stream;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.centroid.coordinator.job.JobOrder;
import dev.centroid.coordinator.job.JobPolicy;
import dev.centroid.coordinator.job.TaskLife;
import dev.centroid.coordinator.job.UserEvent.Kind;
import dev.centroid.coordinator.script.Programs;
import dev.centroid.coordinator.script.ScriptedWork;
import dev.centroid.coordinator.submission.OrderEvent;
import dev.centroid.coordinator.submission.SubmissionEvent;
import dev.centroid.coordinator.submission.SubmissionRequest;
import dev.centroid.protocol.event.TaskEvent;
import dev.centroid.protocol.task.Task;
import dev.centroid.protocol.topic.Json;
import dev.centroid.protocol.topic.Topic;
import dev.centroid.protocol.view.JobSubmission;
import dev.centroid.protocol.view.LayerView;
import dev.centroid.quantization.plan.LayerPlan;
import dev.centroid.quantization.recipe.LayerKind;
import dev.centroid.quantization.recipe.ScalarScheme;
import dev.centroid.quantization.scalar.ScalarLayout;
import io.cloudevents.CloudEvent;
import io.cloudevents.jackson.JsonFormat;
import io.cloudevents.kafka.KafkaMessageFactory;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The documented schemas against events as they are: those of jobs that are run to each of their
 * ends by the topology, and those that ask for jobs.
 */
class EventSchemaTest {

  private static final ScriptedWork WORK = ScriptedWork.of(Programs.everything());
  private static final SubmissionRequest REQUEST =
      new SubmissionRequest("/test", "one", ScriptedWork.submission());

  @TempDir private static Path state;
  private static EventSchemas schemas;
  private static List<CloudEvent> told;

  @BeforeAll
  static void runJobs() throws Exception {
    schemas = EventSchemas.read();
    JobPolicy policy = new JobPolicy(8, Duration.ZERO, TaskLife.standard(), Duration.ofDays(1));
    try (DrivenTopology topology = new DrivenTopology(policy, state, new SimpleMeterRegistry())) {
      topology.submit("completes");
      topology.work(WORK);
      topology.submit("cancelled");
      topology.order("cancelled", JobOrder.PAUSE);
      topology.order("cancelled", JobOrder.RESUME);
      topology.order("cancelled", JobOrder.CANCEL);
      topology.issued();
      topology.submit("fails");
      fail(topology);
      topology.request(
          record(Map.of("ce_specversion", "1.0", "ce_id", "x", "ce_source", "/x"), "{"));
      told = topology.events();
    }
  }

  /** Fails the task that waits, as bad input, which is not tried again. */
  private static void fail(DrivenTopology topology) {
    Task task = topology.issued().get(0);
    topology.tell(
        new TaskEvent.Failed(
            new TaskEvent.TaskRef(
                task.header().jobId(),
                task.header().taskId(),
                task.kind(),
                task.header().attempt(),
                "worker"),
            DrivenTopology.T0,
            "the model is none",
            /* badInput= */ true));
  }

  private static ProducerRecord<String, byte[]> record(Map<String, String> headers, String value) {
    ProducerRecord<String, byte[]> record =
        new ProducerRecord<>(
            Topic.REQUESTS.topicName(), "key", value.getBytes(StandardCharsets.UTF_8));
    headers.forEach(
        (name, text) -> record.headers().add(name, text.getBytes(StandardCharsets.UTF_8)));
    return record;
  }

  private static String json(CloudEvent event) {
    return new String(new JsonFormat().serialize(event), StandardCharsets.UTF_8);
  }

  private static String json(ProducerRecord<String, byte[]> record) {
    return json(KafkaMessageFactory.createReader(record.headers(), record.value()).toEvent());
  }

  private static String schemaOf(CloudEvent event) {
    return event.getType().substring("dev.centroid.compression.".length());
  }

  private static JsonNode tree(String json) {
    try {
      return Json.mapper().readTree(json);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** One of each kind, and of a failure the two forms that there are. */
  private static List<CloudEvent> samples() {
    return List.copyOf(
        told.stream()
            .collect(
                Collectors.toMap(
                    event -> schemaOf(event) + event.getId().endsWith("/rejected"),
                    event -> event,
                    (first, second) -> second))
            .values());
  }

  /** Every object of a tree, the tree itself too. */
  private static Stream<ObjectNode> objects(JsonNode tree) {
    List<ObjectNode> found = new ArrayList<>();
    if (tree instanceof ObjectNode object) {
      found.add(object);
    }
    for (Iterator<JsonNode> children = tree.elements(); children.hasNext(); ) {
      objects(children.next()).forEach(found::add);
    }
    return found.stream();
  }

  @Test
  void jobsThatRanTellEveryKindOfEvent() {
    assertThat(told)
        .extracting(CloudEvent::getType)
        .containsOnly(Stream.of(Kind.values()).map(Kind::type).toArray(String[]::new));
    assertThat(samples()).hasSize(Kind.values().length + 1);
  }

  @Test
  void everyEventIsAsItsSchemaSays() {
    for (CloudEvent event : told) {
      assertThat(schemas.errorsOf(schemaOf(event), json(event))).as(json(event)).isEmpty();
    }
  }

  @Test
  void noSchemaTakesAFieldThatItDoesNotKnow() {
    everyChangeIsNoticed(object -> List.of(() -> object.put("unknown", 1)));
  }

  @Test
  void noSchemaTakesAnEventThatLacksAField() {
    everyChangeIsNoticed(
        object -> {
          List<Runnable> changes = new ArrayList<>();
          List<String> names = new ArrayList<>();
          object.fieldNames().forEachRemaining(names::add);
          names.forEach(name -> changes.add(() -> object.remove(name)));
          return changes;
        });
  }

  @Test
  void noSchemaTakesAFieldOfAnotherType() {
    everyChangeIsNoticed(
        object -> {
          List<Runnable> changes = new ArrayList<>();
          List<String> names = new ArrayList<>();
          object.fieldNames().forEachRemaining(names::add);
          names.forEach(name -> changes.add(() -> object.putArray(name).addArray().add(true)));
          return changes;
        });
  }

  /** Changes of an object, one at a time, each undone before the next. */
  @FunctionalInterface
  private interface Changes {
    List<Runnable> of(ObjectNode object);
  }

  private static void everyChangeIsNoticed(Changes changes) {
    for (CloudEvent event : samples()) {
      JsonNode tree = tree(json(event));
      objects(tree)
          .toList()
          .forEach(
              object -> {
                Map<String, JsonNode> before = new LinkedHashMap<>();
                object.properties().forEach(field -> before.put(field.getKey(), field.getValue()));
                changes
                    .of(object)
                    .forEach(
                        change -> {
                          change.run();
                          assertThat(schemas.errorsOf(schemaOf(event), tree.toString()))
                              .as(tree.toString())
                              .isNotEmpty();
                          object.removeAll();
                          object.setAll(before);
                        });
              });
    }
  }

  @Test
  void eventOfOneKindIsNoneOfAnother() {
    for (CloudEvent event : samples()) {
      for (Kind kind : Kind.values()) {
        if (!kind.type().equals(event.getType())) {
          assertThat(schemas.errorsOf(kind.label(), json(event))).isNotEmpty();
        }
      }
    }
  }

  @Test
  void layersOfIntegersAreAsTheSchemaSays() {
    for (ScalarScheme.Granularity per : ScalarScheme.Granularity.values()) {
      for (ScalarScheme.RangeMethod method : ScalarScheme.RangeMethod.values()) {
        ScalarScheme scheme = new ScalarScheme(8, per, new ScalarScheme.Range(method, 99.9));
        LayerPlan plan =
            new LayerPlan(
                0,
                "fc",
                "fc.weight",
                LayerKind.LINEAR,
                List.of(4L, 4L),
                false,
                LayerPlan.Status.COMPRESSED,
                "rule",
                Optional.of(
                    new LayerPlan.Quantization.Scalar(
                        0, scheme, ScalarLayout.of(List.of(4L, 4L), per), Optional.of(0.5))),
                Optional.empty(),
                Optional.empty(),
                64,
                16);

        assertThat(schemas.errorsOf("layer", json(new LayerView("job", plan, Optional.empty()))))
            .isEmpty();
      }
    }
  }

  @Test
  void enumerationsOfTheSchemasAreThoseOfTheCode() {
    String layer = schemas.texts().get(EventSchemas.BASE + "layer.json");
    assertThat(tree(layer).at("/$defs/plan/properties/kind/enum"))
        .extracting(JsonNode::asText)
        .containsExactlyInAnyOrderElementsOf(names(LayerKind.values()));
    assertThat(tree(layer).at("/$defs/plan/properties/status/enum"))
        .extracting(JsonNode::asText)
        .containsExactlyInAnyOrderElementsOf(names(LayerPlan.Status.values()));
  }

  private static List<String> names(Enum<?>[] values) {
    return Stream.of(values).map(Enum::name).toList();
  }

  private static String json(Object value) {
    return new String(Json.bytes(value), StandardCharsets.UTF_8);
  }

  @Test
  void requestsAreAsTheirSchemaSays() {
    JobSubmission given = REQUEST.submission();
    JobSubmission timed =
        new JobSubmission(
            given.inputs(),
            given.seed(),
            given.threads(),
            Optional.of(DrivenTopology.T0.plusSeconds(1)));
    for (JobSubmission submission : List.of(given, timed)) {
      String json =
          json(
              SubmissionEvent.toRecord(
                  new SubmissionRequest("/test", "one", submission), DrivenTopology.T0));

      assertThat(schemas.errorsOf("requested", json)).as(json).isEmpty();
    }
  }

  @Test
  void ordersAreAsTheirSchemaSays() {
    for (JobOrder order : JobOrder.values()) {
      String json = json(OrderEvent.toRecord("job", order, DrivenTopology.T0));

      assertThat(schemas.errorsOf("order", json)).as(json).isEmpty();
      assertThat(schemas.errorsOf("order", json.replace("jobs/job", "job"))).isNotEmpty();
    }
  }

  @Test
  void schemasAreSchemas() {
    assertThat(schemas.texts()).hasSizeGreaterThan(Kind.values().length);
    schemas
        .texts()
        .forEach(
            (id, text) -> {
              assertThat(schemas.errorsOfSchema(text)).as(id).isEmpty();
              assertThat(tree(text).path("$id").asText()).isEqualTo(id);
            });
  }
}
