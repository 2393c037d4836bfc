package dev.centroid.worker.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.centroid.quantization.random.Shard;
import dev.centroid.quantization.recipe.DataSettings;
import dev.centroid.quantization.recipe.DataSettings.Augmentation;
import dev.centroid.quantization.recipe.DataSettings.InputType;
import dev.centroid.quantization.recipe.LossSettings;
import dev.centroid.quantization.recipe.OptimizerSettings;
import dev.centroid.quantization.recipe.OptimizerSettings.Kind;
import dev.centroid.quantization.recipe.OptimizerSettings.Schedule;
import dev.centroid.quantization.safetensors.SafetensorsFile;
import dev.centroid.worker.SampleData;
import dev.centroid.worker.TestEngine;
import dev.centroid.worker.data.Dataset;
import dev.centroid.worker.data.Phase;
import dev.centroid.worker.engine.TorchEngine;
import dev.centroid.worker.engine.TorchModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("slow")
class NativeMemoryTest {

  private static final Path STATM = Path.of("/proc/self/statm");
  private static final int PAGE_KIB = 4;
  private static final int WARM_UP = 200;
  private static final int WINDOWS = 7;
  private static final int STEPS = 100;

  @Test
  void residentMemoryDoesNotGrowOverSteps() throws IOException {
    assumeTrue(Files.isReadable(STATM), "resident memory can be read on Linux only");
    TorchEngine engine = TestEngine.onThisThread();
    DataSettings settings =
        new DataSettings(InputType.FLOAT32, 1.0 / 255, List.of(), List.of(), Augmentation.NONE);
    Dataset dataset =
        Dataset.of(SafetensorsFile.parse(SampleData.images(96, 1), "train"), "train", settings);
    OptimizerSettings adam = new OptimizerSettings(Kind.ADAM, 1e-3, Schedule.CONSTANT, 0, 0, 1);
    try (TorchModel model = ConvolutionsTuning.model(engine);
        FineTuning tuning =
            new FineTuning(
                engine,
                model,
                new TuningSettings(
                    Phase.TUNING,
                    Shard.WHOLE,
                    0,
                    adam,
                    1,
                    LossSettings.ofLabels(),
                    Optional.empty(),
                    0,
                    1000),
                new TuningLayers(List.of(), List.of(), List.of()),
                new TuningData(dataset, 1, Phase.TUNING, 64, Augmentation.NONE),
                Optional.empty(),
                1,
                TrainingState.INITIAL)) {
      // given
      IntStream.range(0, WARM_UP).forEach(tuning::step);

      // when
      double[] slopes = new double[WINDOWS];
      for (int window = 0; window < WINDOWS; window++) {
        int first = WARM_UP + window * STEPS;
        long before = residentKib();
        IntStream.range(first, first + STEPS).forEach(tuning::step);
        slopes[window] = (double) (residentKib() - before) / STEPS;
      }

      // then: one leaked batch a step alone would be 48 KiB, in every window; what the JVM itself
      // takes, for its heap and compiled code, comes by leaps, in single ones
      assertThat(median(slopes)).as("KiB a step, of %s", Arrays.toString(slopes)).isLessThan(4);
    }
  }

  private static double median(double[] values) {
    return Arrays.stream(values).sorted().toArray()[values.length / 2];
  }

  private static long residentKib() throws IOException {
    System.gc();
    return Long.parseLong(Files.readString(STATM).split(" ", -1)[1]) * PAGE_KIB;
  }
}
