package dev.centroid.worker;

import dev.centroid.worker.engine.TorchEngine;

/** The engine of tests. */
public final class TestEngine {

  private TestEngine() {}

  /** On the CPU, ready for this thread, of which it uses no other. */
  public static TorchEngine onThisThread() {
    TorchEngine engine = TorchEngine.start("cpu");
    engine.prepareThread(1);
    return engine;
  }
}
