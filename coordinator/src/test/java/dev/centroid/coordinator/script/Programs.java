package dev.centroid.coordinator.script;

import dev.centroid.protocol.task.JobProgram;
import dev.centroid.protocol.task.JobProgram.GroupProgram;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** Programs of different shapes. */
public final class Programs {

  private Programs() {}

  /**
   * Everything a program can ask for: two groups, exact noise in both phases, distillation, weights
   * in k-means.
   */
  public static JobProgram everything() {
    return program(
        25,
        10,
        List.of(
            new GroupProgram("spatial", List.of(0, 2, 3), List.of(0, 2, 3), 7),
            new GroupProgram("pointwise", List.of(1, 5), List.of(1, 5), 5)),
        true,
        5,
        true,
        true,
        6);
  }

  /** Quantization alone: one group, and no training at all. */
  public static JobProgram quantizationOnly() {
    return program(
        0,
        0,
        List.of(new GroupProgram("all", List.of(0, 1), List.of(0, 1), 0)),
        false,
        0,
        false,
        false,
        2);
  }

  /** One group of many layers, to fill the window. */
  public static JobProgram wide(int layers) {
    List<Integer> all = IntStream.range(0, layers).boxed().toList();
    return program(
        0, 0, List.of(new GroupProgram("all", all, all, 4)), false, 0, false, false, layers);
  }

  /** Up to three groups and shards, with and without all that a program can ask for. */
  public static JobProgram any(Random random) {
    List<GroupProgram> groups = new ArrayList<>();
    int layers = 0;
    int groupCount = 1 + random.nextInt(3);
    for (int group = 0; group < groupCount; group++) {
      List<Integer> own = new ArrayList<>();
      for (int i = random.nextInt(5); i >= 0; i--) {
        own.add(layers++);
      }
      groups.add(new GroupProgram("g" + group, own, own, random.nextInt(10)));
    }
    JobProgram whole =
        program(
            random.nextInt(12),
            random.nextBoolean() ? 0 : 1 + random.nextInt(6),
            groups,
            random.nextBoolean(),
            random.nextBoolean() ? 0 : 1 + random.nextInt(6),
            random.nextBoolean(),
            random.nextBoolean(),
            layers + random.nextInt(3));
    return sharded(whole, Math.max(1, random.nextInt(5) - 1));
  }

  /** The same program, while a budget is to decide what its layers become. */
  public static JobProgram undecided(JobProgram decided) {
    return with(decided, true, decided.shards());
  }

  /** The same program, its slices in shards. */
  public static JobProgram sharded(JobProgram program, int shards) {
    return with(program, program.undecided(), shards);
  }

  /** The same program with all choices made. */
  static JobProgram decided(JobProgram program) {
    return with(program, false, program.shards());
  }

  private static JobProgram with(JobProgram program, boolean undecided, int shards) {
    return new JobProgram(
        program.metric(),
        program.floatSteps(),
        program.floatNoiseRefreshSteps(),
        program.floatRecalibration(),
        program.groups(),
        program.distillation(),
        program.tuningNoiseRefreshSteps(),
        undecided,
        program.fisherWeights(),
        program.sliceSteps(),
        shards,
        program.recalibrate(),
        program.layerCount(),
        program.modelBytes(),
        program.floatWeightBytes(),
        program.packedFileBytes(),
        program.notes());
  }

  /** A program of slices of four steps. */
  public static JobProgram program(
      int floatSteps,
      int floatNoiseRefreshSteps,
      List<GroupProgram> groups,
      boolean distillation,
      int tuningNoiseRefreshSteps,
      boolean fisherWeights,
      boolean recalibrate,
      int layerCount) {
    return new JobProgram(
        "accuracy",
        floatSteps,
        floatNoiseRefreshSteps,
        /* floatRecalibration= */ floatSteps > 0 && recalibrate,
        groups,
        distillation,
        tuningNoiseRefreshSteps,
        /* undecided= */ false,
        fisherWeights,
        4,
        1,
        recalibrate,
        layerCount,
        4096,
        4000,
        1000,
        List.of());
  }
}
