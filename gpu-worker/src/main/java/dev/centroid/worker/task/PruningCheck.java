package dev.centroid.worker.task;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.centroid.quantization.InvalidInputException;
import dev.centroid.quantization.plan.Branch;
import dev.centroid.worker.data.BatchReader;
import dev.centroid.worker.data.Dataset;
import dev.centroid.worker.engine.ForwardMode;
import dev.centroid.worker.engine.TorchModel;
import dev.centroid.worker.engine.TorchParameter;
import dev.centroid.worker.training.TrainingState;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Checks, by running the model, that branches can be left out: with a branch's outputs zero, the
 * model's output must not depend on the branch's other parameters.
 */
final class PruningCheck {

  /** Values that no trained parameter keeps apart from its own: {@code SCALE * value + SHIFT}. */
  private static final float SCALE = -0.5f;

  private static final float SHIFT = 0.25f;
  private static final int EXAMPLES = 2;

  private final TorchModel model;
  private final BatchReader reader;
  private final int examples;
  private final Map<String, String> holders;

  private PruningCheck(TorchModel model, Dataset data, Map<String, String> holders) {
    this.model = model;
    this.examples = Math.min(EXAMPLES, data.examples());
    this.reader = new BatchReader(data, examples);
    this.holders = holders;
  }

  /**
   * Checks every branch that the recipe names, and then that the model runs with all removed
   * branches gone.
   *
   * @throws InvalidInputException naming the branch, and the member that still matters
   */
  static void require(ModelLoader models, LoadedJob job, Dataset data, TaskMonitor monitor)
      throws IOException {
    if (job.branches().isEmpty()) {
      return;
    }
    float[] withoutOutputs;
    try (TorchModel model = models.load(job, TrainingState.INITIAL)) {
      PruningCheck check = new PruningCheck(model, data, job.holders());
      for (Branch branch : job.branches()) {
        check.requireIndependent(branch);
        monitor.active();
      }
      job.branches().stream()
          .filter(Branch::removed)
          .flatMap(branch -> check.parameters(branch.outputs()).stream())
          .forEach(output -> check.write(output, new float[size(output)]));
      withoutOutputs = check.run();
    }
    try (TorchModel model = models.loadPruned(job, TrainingState.INITIAL, List.of())) {
      float[] removed = new PruningCheck(model, data, job.holders()).run();
      if (!equal(withoutOutputs, removed)) {
        throw new InvalidInputException(
            "pruning: the model does not run as it should with every tensor of the removed branches"
                + " zero, although their outputs are; leave tensors out of members that the rest"
                + " of the model needs");
      }
    }
  }

  private void requireIndependent(Branch branch) {
    List<TorchParameter> outputs = parameters(branch.outputs());
    List<float[]> outputValues = outputs.stream().map(PruningCheck::values).toList();
    outputs.forEach(output -> write(output, new float[size(output)]));
    List<TorchParameter> others = new ArrayList<>(parameters(branch.members()));
    others.removeAll(outputs);
    List<float[]> values = others.stream().map(PruningCheck::values).toList();
    float[] expected = run();
    for (int index = 0; index < others.size(); index++) {
      write(others.get(index), moved(values.get(index)));
    }
    if (!equal(expected, run())) {
      throw refusal(branch, culprit(expected, others, values));
    }
    restore(others, values);
    restore(outputs, outputValues);
  }

  /**
   * The first parameter that matters on its own; the first of all when only several together do.
   */
  private String culprit(float[] expected, List<TorchParameter> others, List<float[]> values) {
    restore(others, values);
    for (int index = 0; index < others.size(); index++) {
      write(others.get(index), moved(values.get(index)));
      if (!equal(expected, run())) {
        return others.get(index).path();
      }
      write(others.get(index), values.get(index));
    }
    return others.get(0).path();
  }

  private static InvalidInputException refusal(Branch branch, String member) {
    return new InvalidInputException(
        ("pruning: branch %s cannot be left out: with its outputs zero the model still depends on %s;"
                + " when that is a norm after the sum or a projection path, leave it out of members,"
                + " else name all outputs")
            .formatted(branch.name(), member));
  }

  private void restore(List<TorchParameter> parameters, List<float[]> values) {
    for (int index = 0; index < parameters.size(); index++) {
      write(parameters.get(index), values.get(index));
    }
  }

  /** The parameters among some tensors, each once. */
  private List<TorchParameter> parameters(List<String> paths) {
    List<String> wanted =
        paths.stream().map(path -> holders.getOrDefault(path, path)).distinct().toList();
    return model.parameters().stream()
        .filter(parameter -> wanted.contains(parameter.path()))
        .toList();
  }

  private float[] run() {
    try (NDManager step = model.newStep()) {
      return model
          .forward(reader.plain(step, 0, examples).inputs(), ForwardMode.EVALUATION)
          .toFloatArray();
    }
  }

  private void write(TorchParameter parameter, float[] values) {
    try (NDManager step = model.newStep()) {
      NDArray written = step.create(values, parameter.value().getShape());
      parameter.write(written);
    }
  }

  private static float[] values(TorchParameter parameter) {
    return parameter.value().toFloatArray();
  }

  private static int size(TorchParameter parameter) {
    return Math.toIntExact(parameter.value().size());
  }

  private static float[] moved(float[] values) {
    float[] moved = new float[values.length];
    for (int index = 0; index < moved.length; index++) {
      moved[index] = SCALE * values[index] + SHIFT;
    }
    return moved;
  }

  /** As numbers, so that a zero's sign does not matter; what is not a number equals nothing. */
  private static boolean equal(float[] one, float[] other) {
    boolean equal = one.length == other.length;
    for (int index = 0; equal && index < one.length; index++) {
      equal = one[index] == other[index];
    }
    return equal;
  }
}
