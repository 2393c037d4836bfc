package dev.centroid.worker.training;

import dev.centroid.quantization.plan.LayerPlan;
import dev.centroid.quantization.plan.LayerPlan.Quantization;
import dev.centroid.quantization.plan.LayerPlan.Status;
import dev.centroid.quantization.product.BlockLayout;
import dev.centroid.quantization.product.Codebook;
import dev.centroid.quantization.product.QuantizedWeight;
import dev.centroid.quantization.recipe.DataSettings;
import dev.centroid.quantization.recipe.DataSettings.Augmentation;
import dev.centroid.quantization.recipe.DataSettings.InputType;
import dev.centroid.quantization.recipe.LayerKind;
import dev.centroid.quantization.safetensors.SafetensorsFile;
import dev.centroid.worker.SampleData;
import dev.centroid.worker.data.Dataset;
import dev.centroid.worker.data.Phase;
import dev.centroid.worker.engine.TorchEngine;
import dev.centroid.worker.engine.TorchModel;
import dev.centroid.worker.engine.TorchParameter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The network of convolutions, and its fine-tuning on augmented images. */
final class ConvolutionsTuning {

  static final int BATCH_SIZE = 16;

  /** The last layer of the sample network. */
  static final LayerPlan CLASSIFIER =
      new LayerPlan(
          0,
          "classifier",
          "classifier.weight",
          LayerKind.LINEAR,
          List.of(4L, 12L),
          false,
          Status.COMPRESSED,
          "a rule",
          Optional.of(new Quantization.Product(0, 4, 2, 12, 1, 0, Optional.empty())),
          Optional.empty(),
          Optional.empty(),
          192,
          34);

  private static final Augmentation AUGMENTATION =
      new Augmentation(true, 1, Augmentation.Padding.MEAN);

  private ConvolutionsTuning() {}

  static TorchModel model(TorchEngine engine) {
    return TorchModel.load(engine, SampleData.model("convolutions"), Map.of(), "model.pt");
  }

  static Map<String, float[]> parameters(TorchModel model) {
    return model.parameters().stream()
        .collect(Collectors.toMap(TorchParameter::path, known -> known.value().toFloatArray()));
  }

  /** The last layer with two centroids, of six blocks each. */
  static QuantizedWeight quantizedClassifier() {
    return new QuantizedWeight(
        BlockLayout.of(CLASSIFIER.shape(), 4),
        new Codebook(4, new float[] {.1f, .2f, .3f, .4f, -.1f, -.2f, -.3f, -.4f}),
        new int[] {0, 1, 0, 1, 1, 1, 0, 0, 0, 1, 0, 1});
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
