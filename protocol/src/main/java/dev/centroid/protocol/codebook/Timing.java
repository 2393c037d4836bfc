package dev.centroid.protocol.codebook;

import java.time.Duration;

/** Time as a client sees it; another one is given in tests. */
interface Timing {

  /** The system's clock. */
  Timing SYSTEM =
      new Timing() {
        @Override
        public long nanos() {
          return System.nanoTime();
        }

        @Override
        public void sleep(Duration pause) throws InterruptedException {
          Thread.sleep(pause.toMillis());
        }
      };

  /** Monotonic, in nanoseconds from any point. */
  long nanos();

  void sleep(Duration pause) throws InterruptedException;
}
