package dev.centroid.coordinator.job;

import dev.centroid.protocol.task.JobProgram;
import dev.centroid.protocol.task.JobProgram.GroupProgram;
import dev.centroid.protocol.task.Task;
import dev.centroid.protocol.task.TaskKind;
import java.util.ArrayList;
import java.util.List;

/** Derives a job's stages from its program. */
final class CourseBuilder {

  private static final int NO_GROUP = -1;

  private final JobProgram program;
  private final List<Stage> stages = new ArrayList<>();
  private int noiseRounds = 0;

  CourseBuilder(JobProgram program) {
    this.program = program;
  }

  List<Stage> build() {
    List<Integer> compressed = layersOfGroups(0, program.groups().size());
    return program.undecided()
        ? List.of(
            new MeasureSensitivity("budget", List.of()),
            new MeasureChoices(compressed),
            new AllocateBudget(compressed))
        : whole(compressed);
  }

  private List<Stage> whole(List<Integer> all) {
    stages.add(new EvaluateGiven());
    tuneFloatModel();
    teach();
    int firstStep = 0;
    for (int group = 0; group < program.groups().size(); group++) {
      quantizeAndTune(group, firstStep);
      firstStep += program.groups().get(group).steps();
    }
    if (program.recalibrate()) {
      stages.add(RecalibrateNorms.underQuantizedWeights(all));
    }
    stages.add(new PackResult(all));
    stages.add(new EvaluatePacked());
    return List.copyOf(stages);
  }

  private void tuneFloatModel() {
    Stage.Phase phase = new Stage.Phase("float tuning", TaskKind.TUNE);
    List<Integer> noisy =
        program.floatNoiseRefreshSteps() > 0 ? productLayersOf(0) : List.<Integer>of();
    for (StepCuts cuts : stretches(0, program.floatSteps(), program.floatNoiseRefreshSteps())) {
      refreshNoise(phase, noisy);
      tune(
          new TuningStretch(
              phase, Task.Phase.FLOAT, NO_GROUP, List.of(), noisy, /* taught= */ false),
          cuts);
    }
    if (program.floatRecalibration()) {
      stages.add(RecalibrateNorms.ofFloatModel());
    }
  }

  /**
   * Steps cut where the codebooks of exact noise are refreshed; one stretch without such noise.
   *
   * @param refreshSteps 0 for no refreshes
   */
  private List<StepCuts> stretches(int first, int steps, int refreshSteps) {
    List<StepCuts> stretches = new ArrayList<>();
    int length = refreshSteps > 0 ? refreshSteps : steps;
    for (int done = 0; done < steps; done += Math.min(length, steps - done)) {
      int end = first + done + Math.min(length, steps - done);
      stretches.add(new StepCuts(first + done, end, program.sliceSteps()));
    }
    return stretches;
  }

  private void teach() {
    if (!program.distillation() || program.tuningSteps() == 0) {
      return;
    }
    List<StepCuts> cuts = new ArrayList<>();
    int first = 0;
    for (int group = 0; group < program.groups().size(); group++) {
      cuts.addAll(tuningStretches(group, first));
      first += program.groups().get(group).steps();
    }
    stages.add(new TeachSlices(cuts, program.shards()));
  }

  private void quantizeAndTune(int index, int firstStep) {
    GroupProgram group = program.groups().get(index);
    if (!group.layers().isEmpty()) {
      if (program.fisherWeights() && !group.productLayers().isEmpty()) {
        stages.add(new MeasureSensitivity(group.name(), layersOfGroups(0, index)));
      }
      stages.add(new QuantizeGroup(group.name(), group.layers()));
    }
    Stage.Phase phase = new Stage.Phase("tune " + group.name(), TaskKind.TUNE);
    List<Integer> noisy = noisyLayersAfter(index);
    for (StepCuts cuts : tuningStretches(index, firstStep)) {
      refreshNoise(phase, noisy);
      tune(
          new TuningStretch(
              phase,
              Task.Phase.TUNING,
              index,
              layersOfGroups(0, index + 1),
              noisy,
              program.distillation()),
          cuts);
    }
  }

  private void tune(TuningStretch stretch, StepCuts cuts) {
    if (program.shards() == 1) {
      stages.add(new TuneSlices(stretch, cuts));
      return;
    }
    for (int slice = 0; slice < cuts.count(); slice++) {
      stages.add(new TuneShards(stretch, cuts.slice(slice), program.shards()));
      stages.add(new AverageShards(stretch));
    }
  }

  private List<StepCuts> tuningStretches(int group, int firstStep) {
    return stretches(
        firstStep,
        program.groups().get(group).steps(),
        noisyLayersAfter(group).isEmpty() ? 0 : program.tuningNoiseRefreshSteps());
  }

  /** Layers under exact noise while a group is tuned: those of later groups. */
  private List<Integer> noisyLayersAfter(int group) {
    return program.tuningNoiseRefreshSteps() > 0 ? productLayersOf(group + 1) : List.of();
  }

  private void refreshNoise(Stage.Phase phase, List<Integer> layers) {
    if (!layers.isEmpty()) {
      noiseRounds++;
      stages.add(new RefreshNoise(phase, layers, noiseRounds));
    }
  }

  /** Layers of this group and later ones that have codebooks. */
  private List<Integer> productLayersOf(int firstGroup) {
    return program.groups().subList(firstGroup, program.groups().size()).stream()
        .flatMap(group -> group.productLayers().stream())
        .sorted()
        .toList();
  }

  private List<Integer> layersOfGroups(int first, int end) {
    return program.groups().subList(first, end).stream()
        .flatMap(group -> group.layers().stream())
        .sorted()
        .toList();
  }
}
