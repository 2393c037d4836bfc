package dev.centroid.worker.training;

import dev.centroid.quantization.recipe.DataSettings;
import dev.centroid.quantization.recipe.DataSettings.Augmentation;
import dev.centroid.quantization.recipe.DataSettings.InputType;
import dev.centroid.quantization.safetensors.SafetensorsFile;
import dev.centroid.worker.SampleData;
import dev.centroid.worker.data.Dataset;
import dev.centroid.worker.data.Phase;
import dev.centroid.worker.engine.TorchEngine;
import dev.centroid.worker.engine.TorchModel;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The network of convolutions, and its fine-tuning on augmented images. */
final class ConvolutionsTuning {

  static final int BATCH_SIZE = 16;
  private static final Augmentation AUGMENTATION =
      new Augmentation(true, 1, Augmentation.Padding.MEAN);

  private ConvolutionsTuning() {}

  static TorchModel model(TorchEngine engine) {
    return TorchModel.load(engine, SampleData.model("convolutions"), Map.of(), "model.pt");
  }

  static TuningData data(long seed, Phase phase) {
    DataSettings settings =
        new DataSettings(InputType.FLOAT32, 1.0 / 255, List.of(0.4), List.of(0.25), AUGMENTATION);
    Dataset dataset =
        Dataset.of(SafetensorsFile.parse(SampleData.images(96, 1), "train"), "train", settings);
    return new TuningData(dataset, seed, phase, BATCH_SIZE, AUGMENTATION);
  }

  static FineTuning of(
      TorchEngine engine,
      TorchModel model,
      TuningSettings settings,
      TuningLayers layers,
      Optional<Teacher> teacher,
      long seed) {
    return new FineTuning(
        engine,
        model,
        settings,
        layers,
        data(seed, settings.phase()),
        teacher,
        seed,
        TrainingState.INITIAL);
  }
}
