package dev.centroid.worker.engine;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.JniUtils;
import dev.centroid.protocol.task.Fingerprint;

/**
 * libtorch in this process, on one device. Threads and seed are global to libtorch, so only one
 * computation may run at a time.
 */
public final class TorchEngine {

  private static final String ENGINE = "PyTorch";
  private static final String INTEROP_THREADS = "ai.djl.pytorch.num_interop_threads";

  private final Engine engine;
  private final Device device;

  private TorchEngine(Engine engine, Device device) {
    this.engine = engine;
    this.device = device;
  }

  /**
   * Loads libtorch, once a process: for who has something else to do meanwhile, since it takes
   * seconds.
   */
  public static void load() {
    if (System.getProperty(INTEROP_THREADS) == null) {
      // Can be set only before libtorch first runs something.
      System.setProperty(INTEROP_THREADS, "1");
    }
    Engine.getEngine(ENGINE);
  }

  /**
   * Loads libtorch if need be, and picks a device.
   *
   * @param deviceSetting {@code auto} (the first GPU when there is one, else the CPU), {@code cpu},
   *     {@code cuda} or {@code cuda:N}
   * @throws dev.centroid.quantization.InvalidInputException if there is no such device
   */
  public static TorchEngine start(String deviceSetting) {
    load();
    Engine engine = Engine.getEngine(ENGINE);
    return new TorchEngine(engine, TorchDevice.select(deviceSetting, engine.getGpuCount()));
  }

  /**
   * Makes the calling thread ready to compute with exactly so many threads. To be called at the
   * start of each task: OpenMP keeps the number by calling thread, and the graph executor's and the
   * gradient's modes are of the thread too.
   */
  public void prepareThread(int threads) {
    JniUtils.setNumThreads(threads);
    // Otherwise the first steps profile and recompile the graph.
    JniUtils.setGraphExecutorOptimize(false);
    JniUtils.setGradMode(false);
  }

  /** Seeds libtorch's own generator (dropout). */
  public void seed(long seed) {
    JniUtils.setSeed(seed);
  }

  /** Whether computations run on a GPU. */
  public boolean onGpu() {
    return device.isGpu();
  }

  /**
   * What decides the bits of results.
   *
   * @param threads of the engine
   */
  public Fingerprint fingerprint(int threads) {
    return new Fingerprint(
        "PyTorch " + engine.getVersion(),
        device.isGpu() ? "cuda" : "cpu",
        CpuCapability.current(),
        threads);
  }

  PtNDManager newManager() {
    return (PtNDManager) engine.newBaseManager(device);
  }
}
