package dev.centroid.worker.task;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.centroid.protocol.artifact.ArtifactStore;
import dev.centroid.protocol.task.Task;
import dev.centroid.protocol.task.TaskOutcome;
import dev.centroid.quantization.recipe.Recipe;
import dev.centroid.worker.data.Phase;
import dev.centroid.worker.engine.TorchModel;
import dev.centroid.worker.training.LiveTeacher;
import dev.centroid.worker.training.TeacherLogits;
import dev.centroid.worker.training.TuningData;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Logits of the teacher for the very batches that fine-tuning will see. */
final class TeachExecutor implements TaskExecutor<Task.Teach> {

  private final JobLoader jobs;
  private final ModelLoader models;
  private final ArtifactStore artifacts;

  TeachExecutor(JobLoader jobs, ModelLoader models, ArtifactStore artifacts) {
    this.jobs = jobs;
    this.models = models;
    this.artifacts = artifacts;
  }

  @Override
  public TaskOutcome execute(Task.Teach task, TaskMonitor monitor) throws IOException {
    LoadedJob job = jobs.job(task.header());
    Recipe recipe = job.recipe();
    TuningData data =
        new TuningData(
            job.train(),
            task.header().seed(),
            Phase.TUNING,
            recipe.batchSize(),
            recipe.data().augmentation());
    List<float[]> logits = new ArrayList<>();
    long positions = 0;
    try (TorchModel model = models.loadGiven(job, jobs.state(task.state()))) {
      monitor.active();
      LiveTeacher teacher = new LiveTeacher(model);
      for (int number = task.steps().first(); number < task.steps().end(); number++) {
        try (NDManager step = model.newStep()) {
          NDArray rows = teacher.logits(step, number, batch(task, data, step, number));
          positions = rows.getShape().get(0);
          logits.add(rows.toFloatArray());
        }
        monitor.progress(logits.size(), task.steps().length(), Double.NaN);
      }
    }
    long classes = logits.get(0).length / positions;
    return new TaskOutcome.Taught(artifacts.put(TeacherLogits.toBytes(logits, positions, classes)));
  }

  private static NDArray batch(Task.Teach task, TuningData data, NDManager step, int number) {
    return data.batch(step, task.shard().draw(number)).inputs();
  }
}
