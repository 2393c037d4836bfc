package dev.centroid.standalone.report;

import dev.centroid.protocol.artifact.Digest;
import dev.centroid.protocol.task.CodebookRef;
import dev.centroid.protocol.task.Fingerprint;
import dev.centroid.protocol.task.JobInputs;
import dev.centroid.protocol.task.JobProgram;
import dev.centroid.protocol.task.JobProgram.GroupProgram;
import dev.centroid.protocol.task.QuantizedLayer;
import dev.centroid.protocol.task.TaskKind;
import dev.centroid.protocol.task.TaskOutcome;
import dev.centroid.protocol.view.JobDetails;
import dev.centroid.protocol.view.JobStatus;
import dev.centroid.protocol.view.JobView;
import dev.centroid.protocol.view.JobView.PhaseView;
import dev.centroid.protocol.view.LayerView;
import dev.centroid.quantization.plan.LayerPlan;
import dev.centroid.quantization.plan.LayerPlan.Quantization;
import dev.centroid.quantization.recipe.LayerKind;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** A small job at different moments, for tests. */
public final class JobExamples {

  public static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  public static final String JOB = "0123456789abcdef01234567";

  private JobExamples() {}

  /** Seconds after the job's start. */
  public static Instant at(double seconds) {
    return START.plusMillis(Math.round(seconds * 1000));
  }

  public static Digest digest(char digit) {
    return new Digest(String.valueOf(digit).repeat(64));
  }

  /** A job that took 20 seconds: inspect 1, quantize 4, tune 10, package and evaluate 3. */
  public static JobDetails completed() {
    List<PhaseView> phases =
        List.of(
            phase("inspect", TaskKind.INSPECT, 1, 2, 1, 1),
            phase("quantize spatial", TaskKind.QUANTIZE, 2, 6, 1, 1),
            phase("tune spatial", TaskKind.TUNE, 6, 16, 100, 100),
            phase("package", TaskKind.PACKAGE, 16, 17, 1, 1),
            phase("evaluate", TaskKind.EVALUATE, 17, 19, 1, 1));
    return new JobDetails(view(JobStatus.COMPLETED, phases), List.of(compressed(), kept()));
  }

  /** The same job in the midst of tuning. */
  public static JobDetails tuning(int stepsDone) {
    List<PhaseView> phases =
        List.of(
            phase("inspect", TaskKind.INSPECT, 1, 2, 1, 1),
            phase("quantize spatial", TaskKind.QUANTIZE, 2, 6, 1, 1),
            new PhaseView("tune spatial", TaskKind.TUNE, at(6), Optional.empty(), stepsDone, 100));
    return new JobDetails(view(JobStatus.RUNNING, phases), List.of(compressed(), kept()));
  }

  /** The same job before anything is known of its model. */
  public static JobDetails accepted() {
    JobView view = view(JobStatus.RUNNING, List.of());
    return new JobDetails(
        new JobView(
            view.jobId(),
            view.status(),
            view.inputs(),
            view.seed(),
            view.threads(),
            view.acceptedAt(),
            Optional.empty(),
            Optional.empty(),
            List.of(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            List.of(),
            Optional.empty()),
        List.of());
  }

  /** Losses that fall, 100 steps after the one group. */
  public static List<LossPoint> losses() {
    return IntStream.range(0, 100)
        .mapToObj(step -> new LossPoint(0, 0.2 + 1.0 / (1 + step)))
        .toList();
  }

  /** A run of 20 seconds with tasks at work in all but 5 of them. */
  public static Run run() {
    return new Run(
        new Interval(at(0), at(20)),
        List.of(
            new Interval(at(1.5), at(2)),
            new Interval(at(2.5), at(6)),
            new Interval(at(6), at(15)),
            new Interval(at(17), at(19))),
        losses(),
        Map.of("centroid", "0.1.0"));
  }

  private static PhaseView phase(
      String name, TaskKind kind, double from, double to, int done, int total) {
    return new PhaseView(name, kind, at(from), Optional.of(at(to)), done, total);
  }

  private static JobView view(JobStatus status, List<PhaseView> phases) {
    boolean done = status == JobStatus.COMPLETED;
    return new JobView(
        JOB,
        status,
        new JobInputs(digest('1'), digest('2'), digest('3'), digest('4')),
        7,
        2,
        at(1),
        done ? Optional.of(at(19)) : Optional.empty(),
        Optional.of(program()),
        phases,
        Optional.of(new TaskOutcome.Evaluated(0.9, 0.3, 1000)),
        done ? Optional.of(new TaskOutcome.Evaluated(0.89, 0.35, 1000)) : Optional.empty(),
        done
            ? Optional.of(new TaskOutcome.Packaged(digest('5'), 1000, digest('6'), 45_000))
            : Optional.empty(),
        done ? Optional.of(digest('7')) : Optional.empty(),
        List.of(new Fingerprint("PyTorch 2.7.1", "cpu", "AVX2", 2)),
        Optional.empty());
  }

  private static JobProgram program() {
    return new JobProgram(
        "accuracy",
        0,
        0,
        false,
        List.of(new GroupProgram("spatial", List.of(0), List.of(0), 100)),
        false,
        0,
        false,
        false,
        50,
        1,
        false,
        2,
        40_000,
        36_992,
        1000,
        List.of("a <note>"));
  }

  /** 1024 blocks of 9 in 16 centroids: 512 bytes of codes, 288 of centroids. */
  private static LayerView compressed() {
    LayerPlan plan =
        new LayerPlan(
            0,
            "conv1",
            "conv1.weight",
            LayerKind.CONV2D,
            List.of(32L, 32L, 3L, 3L),
            false,
            LayerPlan.Status.COMPRESSED,
            "group spatial, rule conv*",
            Optional.of(new Quantization.Product(0, 9, 16, 1024, 4, 0, Optional.empty())),
            Optional.empty(),
            Optional.empty(),
            36_864,
            800);
    QuantizedLayer layer =
        new QuantizedLayer(0, digest('8'), new CodebookRef("conv1", 1, digest('9')));
    return new LayerView(JOB, plan, Optional.of(new TaskOutcome.Quantized(layer, 0.25, 12, 15)));
  }

  private static LayerView kept() {
    LayerPlan plan =
        new LayerPlan(
            1,
            "conv1.bias",
            "conv1.bias",
            LayerKind.CONV2D,
            List.of(32L),
            false,
            LayerPlan.Status.KEPT,
            "no rule matches",
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            128,
            128);
    return new LayerView(JOB, plan, Optional.empty());
  }
}
