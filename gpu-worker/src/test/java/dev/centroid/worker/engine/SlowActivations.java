package dev.centroid.worker.engine;

/** Observer and fake quantization in plain loops, as docs/format.md describes them. */
final class SlowActivations {

  private final int bits;
  private final float momentum;
  float low = Float.POSITIVE_INFINITY;
  float high = Float.NEGATIVE_INFINITY;

  SlowActivations(int bits, double momentum) {
    this.bits = bits;
    this.momentum = (float) momentum;
  }

  /** A batch of training. */
  void observe(float[] batch) {
    float least = Float.POSITIVE_INFINITY;
    float greatest = Float.NEGATIVE_INFINITY;
    for (float value : batch) {
      least = Math.min(least, value);
      greatest = Math.max(greatest, value);
    }
    boolean first = low > high;
    low = first ? least : low + (least - low) * momentum;
    high = first ? greatest : high + (greatest - high) * momentum;
  }

  float quantized(float value) {
    float code = (float) Math.rint(value * (1 / scale())) + zero();
    return (Math.min(Math.max(code, 0), levels()) - zero()) * scale();
  }

  boolean isWithin(float value) {
    float code = (float) Math.rint(value * (1 / scale())) + zero();
    return code >= 0 && code <= levels();
  }

  private float scale() {
    return Math.max((Math.max(high, 0) - Math.min(low, 0)) / levels(), 1e-12f);
  }

  private float zero() {
    return (float) -Math.rint(Math.min(low, 0) / scale());
  }

  private int levels() {
    return (1 << bits) - 1;
  }
}
