package dev.centroid.coordinator.script;

import dev.centroid.protocol.artifact.Digest;
import dev.centroid.protocol.event.TaskEvent;
import dev.centroid.protocol.event.TaskEvent.TaskRef;
import dev.centroid.protocol.task.CodebookRef;
import dev.centroid.protocol.task.Fingerprint;
import dev.centroid.protocol.task.JobInputs;
import dev.centroid.protocol.task.JobProgram;
import dev.centroid.protocol.task.QuantizedLayer;
import dev.centroid.protocol.task.Task;
import dev.centroid.protocol.task.TaskOutcome;
import dev.centroid.protocol.view.JobSubmission;
import dev.centroid.quantization.plan.LayerPlan;
import dev.centroid.quantization.recipe.LayerKind;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Does tasks without a model. As real tasks are, it is a pure function of the task: what it yields
 * is named by a digest of all that the task names, so that a wrong input shows in every later
 * output.
 *
 * @param program what the inspection tells
 */
public record ScriptedWork(JobProgram program) {

  private static final Fingerprint FINGERPRINT = new Fingerprint("none", "cpu", "none", 2);

  /** A program over as many layers as its groups name, all compressed. */
  public static ScriptedWork of(JobProgram program) {
    return new ScriptedWork(program);
  }

  /** What anybody may ask for. */
  public static JobSubmission submission() {
    return new JobSubmission(
        new JobInputs(digest("model"), digest("train"), digest("evaluation"), digest("recipe")),
        7,
        2);
  }

  /** The digest of some text. */
  public static Digest digest(String text) {
    try {
      return new Digest(
          HexFormat.of()
              .formatHex(
                  MessageDigest.getInstance("SHA-256")
                      .digest(text.getBytes(StandardCharsets.UTF_8))));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Everything that a worker tells of a task, in order. */
  public List<TaskEvent> events(Task task, String worker, Instant at) {
    TaskRef ref =
        new TaskRef(
            task.header().jobId(),
            task.header().taskId(),
            task.kind(),
            task.header().attempt(),
            worker);
    List<TaskEvent> events = new ArrayList<>();
    events.add(new TaskEvent.Started(ref, at));
    if (task instanceof Task.Inspect) {
      events.add(new TaskEvent.LayersPlanned(ref, at, layers()));
    }
    events.add(new TaskEvent.Progress(ref, at.plusMillis(1), 1, 2, 0.5));
    events.add(new TaskEvent.Completed(ref, at.plusMillis(2), at, outcome(task), FINGERPRINT));
    return events;
  }

  private List<LayerPlan> layers() {
    return IntStream.range(0, program.layerCount()).mapToObj(this::layer).toList();
  }

  private LayerPlan layer(int index) {
    for (int group = 0; group < program.groups().size(); group++) {
      if (program.groups().get(group).layers().contains(index)) {
        return plan(
            index,
            LayerPlan.Status.COMPRESSED,
            Optional.of(
                new LayerPlan.Quantization.Product(group, 4, 16, 64, 4, 0, Optional.empty())));
      }
    }
    return plan(index, LayerPlan.Status.KEPT, Optional.empty());
  }

  private static LayerPlan plan(
      int index, LayerPlan.Status status, Optional<LayerPlan.Quantization> quantization) {
    return new LayerPlan(
        index,
        name(index),
        name(index) + ".weight",
        LayerKind.LINEAR,
        List.of(16L, 16L),
        false,
        status,
        "scripted",
        quantization,
        Optional.empty(),
        Optional.empty(),
        1024,
        100);
  }

  private static String name(int index) {
    return "layer" + index;
  }

  private TaskOutcome outcome(Task task) {
    Digest named = digest(inputsOf(task));
    if (task instanceof Task.Inspect) {
      boolean asSubmitted = task.header().inputs().recipe().equals(submission().inputs().recipe());
      return new TaskOutcome.Inspected(asSubmitted ? program : Programs.decided(program));
    }
    if (task instanceof Task.Teach) {
      return new TaskOutcome.Taught(named);
    }
    if (task instanceof Task.Tune shard && shard.shard().isPart()) {
      return new TaskOutcome.ShardTuned(named, 0.5);
    }
    if (task instanceof Task.Average average) {
      return new TaskOutcome.Averaged(
          named, average.layers().stream().map(l -> next(l.codebook(), named)).toList());
    }
    if (task instanceof Task.Tune tune) {
      return new TaskOutcome.Tuned(
          named, tune.layers().stream().map(l -> next(l.codebook(), named)).toList(), 0.5);
    }
    if (task instanceof Task.Choices) {
      return new TaskOutcome.Choices(List.of(0.5, 0.25));
    }
    if (task instanceof Task.Allocate) {
      return new TaskOutcome.Allocated(named);
    }
    if (task instanceof Task.Sensitivity) {
      return new TaskOutcome.Sensitivity(named);
    }
    if (task instanceof Task.Quantize quantize) {
      String layer = name(quantize.layer()) + (quantize.round() > 0 ? "@noise" : "");
      return new TaskOutcome.Quantized(
          new QuantizedLayer(
              quantize.layer(),
              named,
              new CodebookRef(layer, Math.max(1, quantize.round()), named)),
          0.1,
          5,
          16);
    }
    if (task instanceof Task.Recalibrate) {
      return new TaskOutcome.Recalibrated(named);
    }
    if (task instanceof Task.Pack) {
      return new TaskOutcome.Packaged(named, 1000, digest("model of " + named), 4000);
    }
    return new TaskOutcome.Evaluated(0.9, 0.3, 100);
  }

  private static CodebookRef next(CodebookRef codebook, Digest digest) {
    return new CodebookRef(codebook.layer(), codebook.version() + 1, digest);
  }

  /** All that a task names but the attempt, which does not change what it yields. */
  private static String inputsOf(Task task) {
    return task.toString().replaceFirst("attempt=\\d+", "");
  }
}
