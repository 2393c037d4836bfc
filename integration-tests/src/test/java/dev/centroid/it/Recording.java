package dev.centroid.it;

import dev.centroid.protocol.event.TaskEvent;
import dev.centroid.protocol.task.TaskKind;
import dev.centroid.protocol.topic.JsonSerde;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** What workers told of the tasks of one job, task by task. */
final class Recording {

  private final JsonSerde<TaskEvent> events = new JsonSerde<>(TaskEvent.class);
  private final Map<String, List<TaskEvent>> told = new ConcurrentHashMap<>();

  /** Takes in a record of the topic of task events. */
  void hear(ConsumerRecord<String, byte[]> record) {
    TaskEvent event = events.deserializer().deserialize(record.topic(), record.value());
    told.computeIfAbsent(event.task().taskId(), task -> new ArrayList<>()).add(event);
  }

  /** From the start of a task to its completion. */
  Duration duration(String taskId) {
    TaskEvent.Completed completion = completion(taskId);
    return Duration.between(completion.startedAt(), completion.at());
  }

  /** How many tasks of each kind were done, and how long one took on average. */
  String summary(String jobId) {
    Map<TaskKind, List<Long>> millis = new TreeMap<>();
    told.keySet().stream()
        .filter(task -> task.startsWith(jobId))
        .forEach(
            task ->
                millis
                    .computeIfAbsent(completion(task).task().kind(), kind -> new ArrayList<>())
                    .add(duration(task).toMillis()));
    return millis.entrySet().stream()
        .map(
            kind ->
                "%d %s of %.0f ms"
                    .formatted(
                        kind.getValue().size(),
                        kind.getKey().label(),
                        kind.getValue().stream().mapToLong(Long::longValue).average().orElse(0)))
        .collect(Collectors.joining(", "));
  }

  /** What was told of a task when it was completed. */
  TaskEvent.Completed completion(String taskId) {
    return ofType(taskId, TaskEvent.Completed.class).findFirst().orElseThrow();
  }

  /** The layers that a task told of. */
  List<TaskEvent.LayersPlanned> layers(String taskId) {
    return ofType(taskId, TaskEvent.LayersPlanned.class).toList();
  }

  private <E extends TaskEvent> Stream<E> ofType(String taskId, Class<E> type) {
    return told.get(taskId).stream().filter(type::isInstance).map(type::cast);
  }
}
