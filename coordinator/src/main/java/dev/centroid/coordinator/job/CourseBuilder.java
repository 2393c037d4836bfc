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
    stages.add(new EvaluateGiven());
    tuneFloatModel();
    teach();
    int firstStep = 0;
    for (int group = 0; group < program.groups().size(); group++) {
      quantizeAndTune(group, firstStep);
      firstStep += program.groups().get(group).steps();
    }
    List<Integer> all = layersOfGroups(0, program.groups().size());
    if (program.recalibrate()) {
      stages.add(new RecalibrateNorms(all));
    }
    stages.add(new PackResult(all));
    stages.add(new EvaluatePacked());
    return List.copyOf(stages);
  }

  private void tuneFloatModel() {
    Stage.Phase phase = new Stage.Phase("float tuning", TaskKind.TUNE);
    boolean exactNoise = program.floatNoiseRefreshSteps() > 0;
    List<Integer> noisy = exactNoise ? productLayersOf(0) : List.<Integer>of();
    // Without exact noise all steps are one stretch; with it, an epoch at a time.
    int stretch = exactNoise ? program.floatNoiseRefreshSteps() : program.floatSteps();
    for (int first = 0; first < program.floatSteps(); first += stretch) {
      refreshNoise(phase, noisy);
      int end = (int) Math.min((long) first + stretch, program.floatSteps());
      StepCuts cuts = new StepCuts(first, end, program.sliceSteps());
      stages.add(new TuneSlices(phase, Task.Phase.FLOAT, NO_GROUP, cuts, List.of(), noisy, false));
    }
  }

  private void teach() {
    if (!program.distillation() || program.tuningSteps() == 0) {
      return;
    }
    List<StepCuts> cuts = new ArrayList<>();
    int first = 0;
    for (GroupProgram group : program.groups()) {
      cuts.add(new StepCuts(first, first + group.steps(), program.sliceSteps()));
      first += group.steps();
    }
    stages.add(new TeachSlices(cuts));
  }

  private void quantizeAndTune(int index, int firstStep) {
    GroupProgram group = program.groups().get(index);
    if (!group.layers().isEmpty()) {
      stages.add(new QuantizeGroup(group.name(), group.layers()));
    }
    if (group.steps() == 0) {
      return;
    }
    Stage.Phase phase = new Stage.Phase("tune " + group.name(), TaskKind.TUNE);
    List<Integer> noisy =
        program.tuningNoiseCodebooks() ? productLayersOf(index + 1) : List.<Integer>of();
    refreshNoise(phase, noisy);
    stages.add(
        new TuneSlices(
            phase,
            Task.Phase.TUNING,
            index,
            new StepCuts(firstStep, firstStep + group.steps(), program.sliceSteps()),
            layersOfGroups(0, index + 1),
            noisy,
            program.distillation()));
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
