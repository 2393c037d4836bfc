package dev.centroid.quantization.recipe;

import dev.centroid.quantization.recipe.OptimizerSettings.Kind;
import dev.centroid.quantization.recipe.OptimizerSettings.Schedule;
import dev.centroid.quantization.recipe.Tuning.ScheduleSpan;
import java.util.Optional;

/** Reads how fine-tuning goes: phases, optimizer, loss and noise. */
final class TrainingSections {

  private static final double SGD_MOMENTUM = 0.9;

  private TrainingSections() {}

  static FloatTuning floatTuning(YamlValue value) {
    YamlMapping section = YamlMapping.of(value, RecipeSection.FLOAT_TUNING);
    int steps = section.require("steps").intNumber();
    OptimizerSettings optimizer = optimizer(section.require("optimizer"));
    LossSettings loss = loss(section.require("loss"));
    Optional<NoiseSettings> noise = section.find("noise").map(TrainingSections::noise);
    int recalibrationBatches = section.get("recalibrationBatches", YamlValue::intNumber, 0);
    return section.build(
        () -> new FloatTuning(steps, optimizer, loss, noise, recalibrationBatches));
  }

  static Tuning tuning(YamlValue value) {
    YamlMapping section = YamlMapping.of(value, RecipeSection.TUNING);
    OptimizerSettings optimizer = optimizer(section.require("optimizer"));
    double centroidRateFactor = section.get("centroidRateFactor", YamlValue::number, 1.0);
    ScheduleSpan span =
        section.get("scheduleSpan", given -> given.choice(ScheduleSpan.class), ScheduleSpan.ALL);
    LossSettings loss = loss(section.require("loss"));
    Optional<NoiseSettings> noise = section.find("noise").map(TrainingSections::noise);
    return section.build(() -> new Tuning(optimizer, centroidRateFactor, span, loss, noise));
  }

  static DataParallel dataParallel(YamlValue value) {
    YamlMapping section = YamlMapping.of(value, RecipeSection.DATA_PARALLEL);
    int shards = section.require("shards").intNumber();
    int averageEvery = section.require("averageEvery").intNumber();
    return section.build(() -> new DataParallel(shards, averageEvery));
  }

  private static OptimizerSettings optimizer(YamlValue value) {
    YamlMapping section = YamlMapping.of(value, RecipeSection.OPTIMIZER);
    Kind kind = section.require("kind").choice(Kind.class);
    double learningRate = section.require("learningRate").number();
    Schedule schedule =
        section.get("schedule", given -> given.choice(Schedule.class), Schedule.COSINE);
    if (kind != Kind.SGD && section.find("momentum").isPresent()) {
      throw section.require("momentum").refuse("applies to kind sgd only; remove it");
    }
    double momentum =
        section.get("momentum", YamlValue::number, kind == Kind.SGD ? SGD_MOMENTUM : 0.0);
    double weightDecay = section.get("weightDecay", YamlValue::number, 0.0);
    double clipNorm = section.get("clipNorm", YamlValue::number, 0.0);
    return section.build(
        () -> new OptimizerSettings(kind, learningRate, schedule, momentum, weightDecay, clipNorm));
  }

  private static LossSettings loss(YamlValue value) {
    YamlMapping section = YamlMapping.of(value, RecipeSection.LOSS);
    double crossEntropy = section.get("crossEntropy", YamlValue::number, 0.0);
    double distillation = section.get("distillation", YamlValue::number, 0.0);
    double squaredError = section.get("squaredError", YamlValue::number, 0.0);
    double temperature = section.get("temperature", YamlValue::number, 1.0);
    return section.build(
        () -> new LossSettings(crossEntropy, distillation, squaredError, temperature));
  }

  private static NoiseSettings noise(YamlValue value) {
    YamlMapping section = YamlMapping.of(value, RecipeSection.NOISE);
    NoiseSettings.Phi phi = section.require("phi").choice(NoiseSettings.Phi.class);
    double rate = section.require("rate").number();
    boolean rescale = section.get("rescale", YamlValue::truth, false);
    return section.build(() -> new NoiseSettings(phi, rate, rescale));
  }
}
