package dev.centroid.worker.task;

import dev.centroid.protocol.artifact.ArtifactStore;
import dev.centroid.protocol.codebook.CodebookStore;
import dev.centroid.protocol.task.Fingerprint;
import dev.centroid.protocol.task.Task;
import dev.centroid.protocol.task.TaskOutcome;
import dev.centroid.quantization.InvalidInputException;
import dev.centroid.worker.engine.ModelRunException;
import dev.centroid.worker.engine.TorchEngine;
import dev.centroid.worker.trace.TaskTraces;
import java.io.IOException;

/**
 * Does tasks of every kind. Tasks of the tensor queue must be run one at a time, since libtorch's
 * threads and seed are global; tasks of the codebook queue do not touch libtorch and may run beside
 * them.
 */
public final class TaskRunner {

  private final TorchEngine engine;
  private final TaskTraces traces;
  private final InspectExecutor inspect;
  private final TeachExecutor teach;
  private final TuneExecutor tune;
  private final AverageExecutor average;
  private final ChoicesExecutor choices;
  private final AllocateExecutor allocate;
  private final QuantizeExecutor quantize;
  private final SensitivityExecutor sensitivity;
  private final RecalibrateExecutor recalibrate;
  private final PackExecutor pack;
  private final EvaluateExecutor evaluate;

  /**
   * @param artifacts blobs that tasks name
   * @param codebooks centroids that tasks name
   */
  public TaskRunner(TorchEngine engine, ArtifactStore artifacts, CodebookStore codebooks) {
    this(engine, artifacts, codebooks, TaskTraces.NONE);
  }

  /**
   * @param given blobs that tasks name
   * @param centroids that tasks name
   * @param traces told of each task and what it reads and stores
   */
  public TaskRunner(
      TorchEngine engine, ArtifactStore given, CodebookStore centroids, TaskTraces traces) {
    ArtifactStore artifacts = traces.of(given);
    CodebookStore codebooks = traces.of(centroids);
    JobLoader jobs = new JobLoader(artifacts);
    ModelLoader models = new ModelLoader(engine);
    LayerStore layers = new LayerStore(artifacts, codebooks, engine.onGpu());
    this.engine = engine;
    this.traces = traces;
    this.inspect = new InspectExecutor(jobs, models);
    this.teach = new TeachExecutor(jobs, models, artifacts);
    this.tune = new TuneExecutor(engine, jobs, models, layers, artifacts);
    this.sensitivity = new SensitivityExecutor(jobs, models, layers, artifacts);
    this.average = new AverageExecutor(jobs, layers, artifacts);
    this.choices = new ChoicesExecutor(jobs, artifacts);
    this.allocate = new AllocateExecutor(jobs, artifacts);
    this.quantize = new QuantizeExecutor(jobs, layers, artifacts);
    this.recalibrate = new RecalibrateExecutor(engine, jobs, models, layers, artifacts);
    this.pack = new PackExecutor(jobs, layers, artifacts);
    this.evaluate = new EvaluateExecutor(jobs, models, new RoundTrip(engine), artifacts);
  }

  /**
   * Does a task on the calling thread; its outputs are stored when this returns.
   *
   * @throws InvalidInputException if what the user gave is to blame
   * @throws TaskFailedException if trying again cannot help
   * @throws TaskStoppedException if the monitor said to stop
   * @throws IOException if a store could not be read or written; trying again may help
   */
  public TaskOutcome run(Task task, TaskMonitor monitor) throws IOException {
    if (task.queue() == Task.Queue.TENSOR) {
      engine.prepareThread(task.header().threads());
    }
    try {
      return traces.<TaskOutcome, IOException>task(task, () -> dispatch(task, monitor));
    } catch (ModelRunException e) {
      throw new InvalidInputException(
          LoadedJob.MODEL
              + (e.isCausedByModel()
                  ? ": "
                      + e.getMessage()
                      + "; change the model, or the data or batchSize that it is run with"
                  : ": cannot be run on the data ("
                      + e.getMessage()
                      + "); check the data's values and batchSize against what the model takes"),
          e);
    }
  }

  /** What decides the bits of a task's outcome here. */
  public Fingerprint fingerprint(Task task) {
    return engine.fingerprint(task.header().threads());
  }

  private TaskOutcome dispatch(Task task, TaskMonitor monitor) throws IOException {
    return switch (task.kind()) {
      case INSPECT -> inspect.execute((Task.Inspect) task, monitor);
      case TEACH -> teach.execute((Task.Teach) task, monitor);
      case TUNE -> tune.execute((Task.Tune) task, monitor);
      case AVERAGE -> average.execute((Task.Average) task, monitor);
      case SENSITIVITY -> sensitivity.execute((Task.Sensitivity) task, monitor);
      case CHOICES -> choices.execute((Task.Choices) task, monitor);
      case ALLOCATE -> allocate.execute((Task.Allocate) task, monitor);
      case QUANTIZE -> quantize.execute((Task.Quantize) task, monitor);
      case RECALIBRATE -> recalibrate.execute((Task.Recalibrate) task, monitor);
      case PACKAGE -> pack.execute((Task.Pack) task, monitor);
      case EVALUATE -> evaluate.execute((Task.Evaluate) task, monitor);
    };
  }
}
