package dev.centroid.worker.task;

import dev.centroid.protocol.artifact.ArtifactStore;
import dev.centroid.protocol.artifact.Digest;
import dev.centroid.protocol.codebook.CodebookStore;
import dev.centroid.protocol.task.CodebookRef;
import dev.centroid.protocol.task.JobInputs;
import dev.centroid.protocol.task.JobProgram;
import dev.centroid.protocol.task.QuantizedLayer;
import dev.centroid.protocol.task.StepRange;
import dev.centroid.protocol.task.Task;
import dev.centroid.protocol.task.TaskHeader;
import dev.centroid.protocol.task.TaskOutcome;
import dev.centroid.quantization.plan.LayerPlan;
import dev.centroid.quantization.random.Shard;
import dev.centroid.worker.engine.TorchEngine;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Runs a whole job's tasks in this thread, in the coordinator's order. */
public final class LocalJob {

  private final TaskRunner runner;
  private final JobInputs inputs;
  private final long seed;
  private final int threads;
  private int sliceSteps;
  private List<Shard> shards = List.of(Shard.WHOLE);
  private int tasks;
  private Optional<Digest> state = Optional.empty();
  private Optional<Digest> sensitivity = Optional.empty();
  private List<QuantizedLayer> layers = new ArrayList<>();
  private List<QuantizedLayer> noise = List.of();
  private int noiseRounds;
  private final List<LayerPlan> plan = new ArrayList<>();

  /**
   * @param sliceSteps most steps of a slice, whatever the recipe says; with shards its averages
   *     decide
   */
  public LocalJob(
      TorchEngine engine,
      ArtifactStore artifacts,
      CodebookStore codebooks,
      JobInputs inputs,
      long seed,
      int threads,
      int sliceSteps) {
    this.runner = new TaskRunner(engine, artifacts, codebooks);
    this.inputs = inputs;
    this.seed = seed;
    this.threads = threads;
    this.sliceSteps = sliceSteps;
  }

  /**
   * What came of a job.
   *
   * @param program of the inspection
   * @param plan all layers
   * @param before the model as given
   * @param after the packed file
   * @param packaged the result
   * @param state the last training state
   */
  public record Result(
      JobProgram program,
      List<LayerPlan> plan,
      TaskOutcome.Evaluated before,
      TaskOutcome.Evaluated after,
      TaskOutcome.Packaged packaged,
      Optional<Digest> state) {}

  /** Runs it to the end. */
  public Result run() throws IOException {
    JobProgram program = inspect();
    shards =
        IntStream.range(0, program.shards())
            .mapToObj(index -> new Shard(index, program.shards()))
            .toList();
    sliceSteps = shards.size() > 1 ? program.sliceSteps() : sliceSteps;
    TaskOutcome.Evaluated before =
        run(
            new Task.Evaluate(header(), Optional.empty(), Optional.empty()),
            TaskOutcome.Evaluated.class);
    tuneFloat(program);
    if (program.floatRecalibration()) {
      recalibrate(Task.Phase.FLOAT);
    }
    Optional<Digest> teacher = state;
    int step = 0;
    for (int group = 0; group < program.groups().size(); group++) {
      if (program.fisherWeights()) {
        Task.Sensitivity task = new Task.Sensitivity(header(), state, layers);
        sensitivity = Optional.of(run(task, TaskOutcome.Sensitivity.class).fisher());
      }
      for (int layer : program.groups().get(group).layers()) {
        layers.add(quantize(layer, 0).layer());
      }
      int end = step + program.groups().get(group).steps();
      int first = step;
      int refresh = program.tuningNoiseRefreshSteps();
      while (step < end) {
        int stretchEnd = end;
        if (refresh > 0 && group + 1 < program.groups().size()) {
          if ((step - first) % refresh == 0) {
            noise = refreshNoise(program, group + 1);
          }
          stretchEnd = Math.min(end, first + ((step - first) / refresh + 1) * refresh);
        }
        StepRange slice = new StepRange(step, Math.min(stretchEnd, step + sliceSteps));
        List<Optional<Digest>> logits = new ArrayList<>();
        for (Shard shard : shards) {
          logits.add(
              program.distillation()
                  ? Optional.of(teach(slice, shard, teacher))
                  : Optional.empty());
        }
        List<QuantizedLayer> noisy =
            refresh > 0 && group + 1 < program.groups().size() ? noise : List.of();
        tune(Task.Phase.TUNING, slice, group, noisy, logits);
        step = slice.end();
      }
    }
    if (program.recalibrate()) {
      recalibrate(Task.Phase.TUNING);
    }
    TaskOutcome.Packaged packaged =
        run(new Task.Pack(header(), state, layers), TaskOutcome.Packaged.class);
    TaskOutcome.Evaluated after =
        run(
            new Task.Evaluate(
                header(), Optional.of(packaged.packed()), Optional.of(packaged.model())),
            TaskOutcome.Evaluated.class);
    return new Result(program, plan, before, after, packaged, state);
  }

  private void recalibrate(Task.Phase phase) throws IOException {
    Task.Recalibrate task = new Task.Recalibrate(header(), phase, state, layers);
    state = Optional.of(run(task, TaskOutcome.Recalibrated.class).state());
  }

  /** The inspection alone. */
  public JobProgram inspect() throws IOException {
    return run(new Task.Inspect(header()), TaskOutcome.Inspected.class).program();
  }

  private void tuneFloat(JobProgram program) throws IOException {
    int refresh = program.floatNoiseRefreshSteps();
    for (int step = 0; step < program.floatSteps(); ) {
      int end = Math.min(program.floatSteps(), step + sliceSteps);
      if (refresh > 0) {
        if (step % refresh == 0) {
          noise = refreshNoise(program, 0);
        }
        end = Math.min(end, (step / refresh + 1) * refresh);
      }
      tune(
          Task.Phase.FLOAT,
          new StepRange(step, end),
          -1,
          noise,
          Collections.nCopies(shards.size(), Optional.empty()));
      step = end;
    }
  }

  private List<QuantizedLayer> refreshNoise(JobProgram program, int firstGroup) throws IOException {
    noiseRounds++;
    List<QuantizedLayer> refreshed = new ArrayList<>();
    for (JobProgram.GroupProgram group :
        program.groups().subList(firstGroup, program.groups().size())) {
      for (int layer : group.layers()) {
        refreshed.add(quantize(layer, noiseRounds).layer());
      }
    }
    return refreshed;
  }

  private TaskOutcome.Quantized quantize(int layer, int round) throws IOException {
    Optional<QuantizedLayer> start =
        noise.stream().filter(known -> known.index() == layer).findFirst();
    return run(
        new Task.Quantize(header(), layer, state, round, sensitivity, start),
        TaskOutcome.Quantized.class);
  }

  private Digest teach(StepRange slice, Shard shard, Optional<Digest> teacher) throws IOException {
    return run(new Task.Teach(header(), slice, shard, teacher), TaskOutcome.Taught.class).logits();
  }

  private void tune(
      Task.Phase phase,
      StepRange slice,
      int group,
      List<QuantizedLayer> noise,
      List<Optional<Digest>> logits)
      throws IOException {
    List<Task.Tune> slices = new ArrayList<>();
    for (Shard shard : shards) {
      slices.add(
          new Task.Tune(
              header(),
              phase,
              slice,
              shard,
              group,
              state,
              layers,
              noise,
              logits.get(shard.index())));
    }
    if (slices.size() == 1) {
      TaskOutcome.Tuned tuned = run(slices.get(0), TaskOutcome.Tuned.class);
      goOn(tuned.state(), tuned.codebooks());
      return;
    }
    List<Digest> states = new ArrayList<>();
    for (Task.Tune task : slices) {
      states.add(run(task, TaskOutcome.ShardTuned.class).state());
    }
    TaskOutcome.Averaged mean =
        run(new Task.Average(header(), states, layers), TaskOutcome.Averaged.class);
    goOn(mean.state(), mean.codebooks());
  }

  private void goOn(Digest newState, List<CodebookRef> codebooks) {
    state = Optional.of(newState);
    List<QuantizedLayer> next = new ArrayList<>();
    for (int i = 0; i < layers.size(); i++) {
      next.add(layers.get(i).with(codebooks.get(i)));
    }
    layers = next;
  }

  private TaskHeader header() {
    return new TaskHeader("job/" + tasks++, "job", 1, inputs, seed, threads);
  }

  private <T extends TaskOutcome> T run(Task task, Class<T> type) throws IOException {
    return type.cast(runner.run(task, new PlanCollector()));
  }

  private final class PlanCollector implements TaskMonitor {
    @Override
    public void progress(int done, int total, double loss) {}

    @Override
    public void active() {}

    @Override
    public void layersPlanned(List<LayerPlan> some) {
      plan.addAll(some);
    }
  }
}
