package dev.centroid.standalone.report;

import dev.centroid.protocol.task.JobProgram;
import dev.centroid.protocol.task.TaskOutcome;
import dev.centroid.protocol.view.JobDetails;
import dev.centroid.protocol.view.JobView;
import dev.centroid.protocol.view.LayerView;
import dev.centroid.quantization.Plurals;
import dev.centroid.quantization.plan.LayerPlan;
import dev.centroid.quantization.plan.LayerPlan.Quantization;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Tells a completed job as a report. */
public final class ReportBuilder {

  private ReportBuilder() {}

  /**
   * @param details of a job that is completed
   * @param run what the process knows beside
   * @throws IllegalArgumentException if the job is not completed
   */
  public static Report build(JobDetails details, Run run) {
    JobView job = details.job();
    JobProgram program = require(job.program(), "a plan");
    TaskOutcome.Packaged packaged = require(job.packaged(), "a packed file");
    return new Report(
        job.jobId(),
        metric(job, program),
        bytes(details.layers(), program, packaged),
        seconds(job, run),
        details.layers().stream().map(ReportBuilder::layer).toList(),
        program.groups().stream().map(JobProgram.GroupProgram::name).toList(),
        run.losses(),
        program.notes(),
        digests(job, packaged),
        job.seed(),
        job.threads(),
        versions(job, run));
  }

  private static Report.MetricChange metric(JobView job, JobProgram program) {
    TaskOutcome.Evaluated before = require(job.before(), "an evaluation of the given model");
    TaskOutcome.Evaluated after = require(job.after(), "an evaluation of the packed file");
    return new Report.MetricChange(
        program.metric(), before.metric(), after.metric(), after.examples());
  }

  private static Report.Bytes bytes(
      List<LayerView> layers, JobProgram program, TaskOutcome.Packaged packaged) {
    return new Report.Bytes(
        program.modelBytes(),
        program.floatWeightBytes(),
        packaged.packedBytes(),
        program.packedFileBytes(),
        packaged.modelBytes(),
        parts(layers.stream().map(LayerView::plan).toList(), packaged.packedBytes()));
  }

  private static Report.Parts parts(List<LayerPlan> plans, long packedBytes) {
    long codes = 0;
    long codebooks = 0;
    long kept = 0;
    long buffers = 0;
    for (LayerPlan plan : plans) {
      if (plan.quantization().isPresent()) {
        long codeBytes = plan.quantization().get().codeBytes();
        codes += codeBytes;
        codebooks += plan.packedBytes() - codeBytes;
      } else if (plan.buffer()) {
        buffers += plan.packedBytes();
      } else {
        kept += plan.packedBytes();
      }
    }
    return new Report.Parts(
        codes, codebooks, kept, buffers, packedBytes - codes - codebooks - kept - buffers);
  }

  private static Report.Seconds seconds(JobView job, Run run) {
    return new Report.Seconds(
        run.process().seconds(),
        PhaseTimes.idle(run.process(), run.tasks()),
        new Interval(job.acceptedAt(), require(job.finishedAt(), "an end")).seconds(),
        PhaseTimes.seconds(job),
        PhaseTimes.outsideTasks(job, run.process(), run.tasks()));
  }

  private static Report.Layer layer(LayerView view) {
    LayerPlan plan = view.plan();
    return new Report.Layer(
        plan.name(),
        plan.tensor(),
        lowerCase(plan.kind()),
        plan.shape(),
        plan.buffer(),
        lowerCase(plan.status()),
        plan.reason(),
        plan.packedBytes(),
        plan.bitsPerWeight(),
        view.quantized().map(TaskOutcome.Quantized::relativeError),
        plan.quantization().map(Quantization::description),
        view.quantized().map(TaskOutcome.Quantized::usedCentroids));
  }

  private static Map<String, String> digests(JobView job, TaskOutcome.Packaged packaged) {
    Map<String, String> digests = new TreeMap<>();
    digests.put("model", job.inputs().model().hex());
    digests.put("train", job.inputs().train().hex());
    digests.put("evaluation", job.inputs().evaluation().hex());
    digests.put(Report.RECIPE, job.inputs().recipe().hex());
    digests.put(Report.PACKED, packaged.packed().hex());
    digests.put(Report.SELF_DECODING, packaged.model().hex());
    return digests;
  }

  private static Map<String, String> versions(JobView job, Run run) {
    Map<String, String> versions = new TreeMap<>(run.versions());
    for (int i = 0; i < job.fingerprints().size(); i++) {
      String key = i == 0 ? "worker" : "worker " + (i + 1);
      var fingerprint = job.fingerprints().get(i);
      versions.put(
          key,
          "%s, %s, %s, %s"
              .formatted(
                  fingerprint.engine(),
                  fingerprint.device(),
                  fingerprint.cpuCapability(),
                  Plurals.of(fingerprint.threads(), "thread")));
    }
    return versions;
  }

  private static String lowerCase(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  private static <T> T require(Optional<T> part, String what) {
    return part.orElseThrow(
        () -> new IllegalArgumentException("a job without " + what + " is not completed"));
  }
}
