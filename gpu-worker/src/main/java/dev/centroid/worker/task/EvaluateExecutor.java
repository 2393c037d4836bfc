package dev.centroid.worker.task;

import dev.centroid.protocol.artifact.ArtifactStore;
import dev.centroid.protocol.artifact.Digest;
import dev.centroid.protocol.task.Task;
import dev.centroid.protocol.task.TaskOutcome;
import dev.centroid.quantization.packed.PackedModelReader;
import dev.centroid.quantization.recipe.Recipe;
import dev.centroid.quantization.torchscript.TorchScriptArchive;
import dev.centroid.worker.engine.TorchModel;
import dev.centroid.worker.training.Evaluation;
import java.io.IOException;

/**
 * Measures the model as given, or the compressed one, once libtorch has decoded it to the very
 * tensors that its packed file holds.
 */
final class EvaluateExecutor implements TaskExecutor<Task.Evaluate> {

  private final JobLoader jobs;
  private final ModelLoader models;
  private final RoundTrip roundTrip;
  private final ArtifactStore artifacts;

  EvaluateExecutor(
      JobLoader jobs, ModelLoader models, RoundTrip roundTrip, ArtifactStore artifacts) {
    this.jobs = jobs;
    this.models = models;
    this.roundTrip = roundTrip;
    this.artifacts = artifacts;
  }

  @Override
  public TaskOutcome execute(Task.Evaluate task, TaskMonitor monitor) throws IOException {
    LoadedJob job = jobs.job(task.header());
    Recipe recipe = job.recipe();
    byte[] archive = archive(task, job);
    monitor.active();
    try (TorchModel model = models.load(job, archive)) {
      monitor.active();
      Evaluation evaluation = new Evaluation(model, job.evaluation(), recipe.batchSize());
      for (int batch = 0; batch < evaluation.batches(); batch++) {
        evaluation.add(batch);
        monitor.progress(batch + 1, evaluation.batches(), evaluation.loss());
      }
      return new TaskOutcome.Evaluated(
          evaluation.metric(recipe.metric()), evaluation.loss(), evaluation.examples());
    }
  }

  private byte[] archive(Task.Evaluate task, LoadedJob job) throws IOException {
    if (task.packed().isEmpty()) {
      return job.givenBytes();
    }
    Digest model =
        task.selfDecoding()
            .orElseThrow(
                () -> new TaskFailedException("a packed file without its TorchScript file"));
    byte[] archive = artifacts.read(model);
    roundTrip
        .difference(
            TorchScriptArchive.parse(archive, LoadedJob.MODEL),
            PackedModelReader.open(artifacts.file(task.packed().get())))
        .ifPresent(
            difference -> {
              throw new TaskFailedException(
                  "the compressed model does not open as it was packed: "
                      + difference
                      + "; this is a fault of the packer, please report it");
            });
    return archive;
  }
}
