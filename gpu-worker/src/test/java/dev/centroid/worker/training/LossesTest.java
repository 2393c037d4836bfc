package dev.centroid.worker.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import dev.centroid.quantization.random.CounterRandom;
import dev.centroid.quantization.random.Purpose;
import dev.centroid.quantization.recipe.LossSettings;
import dev.centroid.worker.TestEngine;
import dev.centroid.worker.engine.TorchEngine;
import dev.centroid.worker.engine.TorchModel;
import java.lang.ref.Cleaner;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The loss and its gradient against their definitions, an entry at a time. */
class LossesTest {

  private static final int POSITIONS = 6;
  private static final int CLASSES = 5;
  private static final LossSettings MIXTURE = new LossSettings(0.3, 0.8, 0.4, 2.5);

  private final CounterRandom random = CounterRandom.of(11, Purpose.NOISE);
  private final double[][] student = table();
  private final double[][] teacher = table();
  private final int[] labels = {0, 4, 2, 1, 3, 2};

  @Test
  void theValueFollowsItsDefinition() throws InterruptedException {
    assertThat(run(/* collected= */ false).value())
        .isCloseTo((float) expectedValue(), within(1e-5f));
  }

  @Test
  void theGradientIsTheFiniteDifferenceOfTheDefinition() throws InterruptedException {
    assertGradient(run(/* collected= */ false));
  }

  /** What autograd keeps for the backward pass must not be memory that Java may free. */
  @Test
  void theGradientOutlivesAGarbageCollection() throws InterruptedException {
    assertGradient(run(/* collected= */ true));
  }

  private void assertGradient(Result result) {
    for (int row = 0; row < POSITIONS; row++) {
      for (int column = 0; column < CLASSES; column++) {
        assertThat(result.gradient()[row * CLASSES + column])
            .isCloseTo((float) expectedGradient(row, column), within(1e-6f));
      }
    }
  }

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Result(float value, float[] gradient) {}

  private Result run(boolean collected) throws InterruptedException {
    TorchEngine engine = TestEngine.onThisThread();
    try (TorchModel model = ConvolutionsTuning.model(engine);
        NDManager step = model.newStep()) {
      PtNDArray logits = tensor(step, student);
      JniUtils.attachGradient(logits, true);
      JniUtils.setGradMode(true);
      NDArray loss =
          Losses.of(MIXTURE, logits, Optional.of(labels(step)), Optional.of(tensor(step, teacher)));
      if (collected) {
        collectGarbage();
      }
      model.backward(loss);
      return new Result(loss.getFloat(), JniUtils.getGradient(logits).toFloatArray());
    }
  }

  private static void collectGarbage() throws InterruptedException {
    CountDownLatch collected = new CountDownLatch(1);
    Cleaner.create().register(new Object(), collected::countDown);
    for (int tries = 0; tries < 50 && collected.getCount() > 0; tries++) {
      System.gc();
      collected.await(100, TimeUnit.MILLISECONDS);
    }
    assertThat(collected.getCount()).as("garbage not yet collected").isZero();
  }

  private static PtNDArray tensor(NDManager step, double[][] rows) {
    float[] flat = new float[POSITIONS * CLASSES];
    for (int i = 0; i < flat.length; i++) {
      flat[i] = (float) rows[i / CLASSES][i % CLASSES];
    }
    return (PtNDArray) step.create(flat, new Shape(POSITIONS, CLASSES)).duplicate();
  }

  private NDArray labels(NDManager step) {
    long[] wide = new long[POSITIONS];
    for (int i = 0; i < POSITIONS; i++) {
      wide[i] = labels[i];
    }
    return step.create(wide).duplicate();
  }

  private double[][] table() {
    double[][] rows = new double[POSITIONS][CLASSES];
    for (double[] row : rows) {
      for (int column = 0; column < CLASSES; column++) {
        row[column] = 6 * random.nextDouble() - 3;
      }
    }
    return rows;
  }

  private double expectedValue() {
    double value = 0;
    for (int row = 0; row < POSITIONS; row++) {
      value -= MIXTURE.crossEntropy() * Math.log(share(student[row], labels[row], 1));
      for (int column = 0; column < CLASSES; column++) {
        double wanted = share(teacher[row], column, MIXTURE.temperature());
        double given = share(student[row], column, MIXTURE.temperature());
        value += weightOfTeacher() * wanted * Math.log(wanted / given);
        value +=
            MIXTURE.squaredError() / CLASSES * square(student[row][column] - teacher[row][column]);
      }
    }
    return value / POSITIONS;
  }

  /** The central difference of the value in one logit. */
  private double expectedGradient(int row, int column) {
    double at = student[row][column];
    double apart = 1e-5;
    student[row][column] = at + apart;
    double above = expectedValue();
    student[row][column] = at - apart;
    double below = expectedValue();
    student[row][column] = at;
    return (above - below) / (2 * apart);
  }

  private static double square(double value) {
    return value * value;
  }

  private static double weightOfTeacher() {
    return MIXTURE.distillation() * MIXTURE.temperature() * MIXTURE.temperature();
  }

  private static double share(double[] logits, int column, double temperature) {
    double sum = 0;
    for (double logit : logits) {
      sum += Math.exp(logit / temperature);
    }
    return Math.exp(logits[column] / temperature) / sum;
  }
}
