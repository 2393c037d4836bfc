package dev.centroid.worker.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import dev.centroid.quantization.random.CounterRandom;
import dev.centroid.quantization.random.Purpose;
import dev.centroid.worker.SampleData;
import dev.centroid.worker.TestEngine;
import dev.centroid.worker.engine.TorchEngine;
import dev.centroid.worker.engine.TorchModel;
import dev.centroid.worker.training.UpdateRule.Update;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The native updates against the textbook, an entry at a time. */
class UpdateRuleTest {

  private static final int STEPS = 8;
  private static final double RATE = 0.05;
  private static final double SCALE = 0.5;

  @Test
  void sgdWithMomentumAndDecayFollowsItsDefinition() {
    double weight = 0.7;
    double momentum = 0;
    for (int step = 1; step <= STEPS; step++) {
      momentum = 0.9 * momentum + gradient(step) * SCALE + 0.1 * weight;
      weight -= RATE * momentum;
    }
    assertThat(run(new SgdRule(0.9), 0.1)).isCloseTo(weight, within(1e-5));
  }

  @Test
  void sgdWithoutMomentumFollowsItsDefinition() {
    double weight = 0.7;
    for (int step = 1; step <= STEPS; step++) {
      weight -= RATE * (gradient(step) * SCALE + 0.1 * weight);
    }
    assertThat(run(new SgdRule(0), 0.1)).isCloseTo(weight, within(1e-5));
  }

  @Test
  void adamFollowsItsDefinition() {
    assertThat(run(new AdamRule(false), 0.1)).isCloseTo(adam(0.1, 0), within(1e-5));
  }

  @Test
  void adamWithDecoupledDecayFollowsItsDefinition() {
    assertThat(run(new AdamRule(true), 0.1)).isCloseTo(adam(0, 0.1), within(1e-5));
  }

  private static double adam(double coupledDecay, double decoupledDecay) {
    double weight = 0.7;
    double mean = 0;
    double variance = 0;
    for (int step = 1; step <= STEPS; step++) {
      double gradient = gradient(step) * SCALE + coupledDecay * weight;
      weight *= 1 - RATE * decoupledDecay;
      mean = 0.9 * mean + 0.1 * gradient;
      variance = 0.999 * variance + 0.001 * gradient * gradient;
      double correctedMean = mean / (1 - Math.pow(0.9, step));
      double correctedVariance = variance / (1 - Math.pow(0.999, step));
      weight -= RATE * correctedMean / (Math.sqrt(correctedVariance) + 1e-8);
    }
    return weight;
  }

  private static double run(UpdateRule rule, double decay) {
    TorchEngine engine = TestEngine.onThisThread();
    try (TorchModel model =
            TorchModel.load(engine, SampleData.model("perceptron"), Map.of(), "any");
        NDManager manager = model.newStep()) {
      PtNDArray weight = (PtNDArray) manager.create(new float[] {0.7f});
      List<PtNDArray> moments = new ArrayList<>();
      rule.moments().forEach(name -> moments.add((PtNDArray) manager.zeros(new Shape(1))));
      for (int step = 1; step <= STEPS; step++) {
        PtNDArray gradient = (PtNDArray) manager.create(new float[] {(float) gradient(step)});
        rule.update(weight, gradient, moments, new Update(step, RATE, decay, SCALE));
      }
      return weight.getFloat();
    }
  }

  private static double gradient(int step) {
    return CounterRandom.of(5, Purpose.ENGINE, step).nextFloat() - 0.4;
  }
}
