package dev.centroid.worker.task;

import dev.centroid.protocol.artifact.ArtifactStore;
import dev.centroid.protocol.artifact.Digest;
import dev.centroid.protocol.task.CodebookRef;
import dev.centroid.protocol.task.QuantizedLayer;
import dev.centroid.protocol.task.Task;
import dev.centroid.protocol.task.TaskHeader;
import dev.centroid.protocol.task.TaskOutcome;
import dev.centroid.quantization.packed.CodebookFile;
import dev.centroid.quantization.plan.LayerPlan;
import dev.centroid.quantization.product.Codebook;
import dev.centroid.quantization.recipe.Recipe;
import dev.centroid.quantization.safetensors.SafetensorsFile;
import dev.centroid.worker.engine.TorchEngine;
import dev.centroid.worker.engine.TorchModel;
import dev.centroid.worker.training.FineTuning;
import dev.centroid.worker.training.LayerDrop;
import dev.centroid.worker.training.Teacher;
import dev.centroid.worker.training.TeacherLogits;
import dev.centroid.worker.training.TrainingState;
import dev.centroid.worker.training.TuningData;
import dev.centroid.worker.training.TuningLayers;
import dev.centroid.worker.training.TuningSettings;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** A slice of fine-tuning. */
final class TuneExecutor implements TaskExecutor<Task.Tune> {

  private final TorchEngine engine;
  private final JobLoader jobs;
  private final ModelLoader models;
  private final LayerStore layers;
  private final ArtifactStore artifacts;

  TuneExecutor(
      TorchEngine engine,
      JobLoader jobs,
      ModelLoader models,
      LayerStore layers,
      ArtifactStore artifacts) {
    this.engine = engine;
    this.jobs = jobs;
    this.models = models;
    this.layers = layers;
    this.artifacts = artifacts;
  }

  @Override
  public TaskOutcome execute(Task.Tune task, TaskMonitor monitor) throws IOException {
    LoadedJob job = jobs.job(task.header());
    TrainingState state = jobs.state(task.state());
    TuningSettings settings = TuningSettingsFactory.of(job.recipe(), task);
    try (TorchModel model = model(task, job, state);
        FineTuning tuning =
            new FineTuning(
                engine,
                model,
                settings,
                layersOf(task, job),
                dataOf(task, job, settings),
                teacher(task),
                task.header().seed(),
                state)) {
      monitor.active();
      for (int step = task.steps().first(); step < task.steps().end(); step++) {
        double loss = tuning.step(step);
        monitor.progress(step + 1 - task.steps().first(), task.steps().length(), loss);
      }
      Digest next = artifacts.put(tuning.state());
      if (task.shard().isPart()) {
        return new TaskOutcome.ShardTuned(next, tuning.meanLoss());
      }
      return new TaskOutcome.Tuned(
          next, putCodebooks(task, job, tuning.codebooks()), tuning.meanLoss());
    }
  }

  private TuningLayers layersOf(Task.Tune task, LoadedJob job) throws IOException {
    String jobId = task.header().jobId();
    return new TuningLayers(
        layers.read(jobId, job.plan(), task.layers()),
        job.compressedExcept(
            task.layers().stream().map(QuantizedLayer::index).collect(Collectors.toSet())),
        layers.read(jobId, job.plan(), task.noiseCodebooks()),
        layerDrop(task, job),
        prunes(task) ? job.removed() : Set.of());
  }

  /**
   * Branches are dropped now and then in the float phase, and from the tuning phase on for good.
   */
  private static boolean prunes(Task.Tune task) {
    return task.phase() == Task.Phase.TUNING;
  }

  private static LayerDrop layerDrop(Task.Tune task, LoadedJob job) {
    return prunes(task)
        ? LayerDrop.NONE
        : new LayerDrop(job.recipe().pruning().rate(), job.branches(), task.header().seed());
  }

  private TorchModel model(Task.Tune task, LoadedJob job, TrainingState state) {
    return prunes(task) ? models.loadPruned(job, state, List.of()) : models.load(job, state);
  }

  private static TuningData dataOf(Task.Tune task, LoadedJob job, TuningSettings settings)
      throws IOException {
    Recipe recipe = job.recipe();
    TaskHeader header = task.header();
    return new TuningData(
        job.train(),
        header.seed(),
        settings.phase(),
        recipe.batchSize(),
        recipe.data().augmentation());
  }

  private Optional<Teacher> teacher(Task.Tune task) throws IOException {
    if (task.teacherLogits().isEmpty()) {
      return Optional.empty();
    }
    SafetensorsFile stored = SafetensorsFile.open(artifacts.file(task.teacherLogits().get()));
    return Optional.of(new TeacherLogits(stored, task.steps().first()));
  }

  /** The next version of what was trained; the grids of intN stay as they are. */
  private List<CodebookRef> putCodebooks(
      Task.Tune task, LoadedJob job, Map<String, Codebook> codebooks) throws IOException {
    List<CodebookRef> refs = new ArrayList<>();
    for (QuantizedLayer layer : task.layers()) {
      LayerPlan plan = job.plan().layers().get(layer.index());
      if (plan.quantization().orElseThrow() instanceof LayerPlan.Quantization.Scalar) {
        refs.add(layer.codebook());
        continue;
      }
      Codebook codebook = codebooks.get(plan.name());
      if (codebook == null) {
        throw new IllegalStateException("layer " + plan.name() + " was not trained");
      }
      refs.add(
          layers.putCodebook(
              task.header().jobId(), layer.codebook(), CodebookFile.toBytes(codebook)));
    }
    return refs;
  }
}
