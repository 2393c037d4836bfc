package dev.centroid.worker.data;

import dev.centroid.quantization.random.CounterRandom;
import dev.centroid.quantization.random.Purpose;
import dev.centroid.quantization.recipe.DataSettings.Augmentation;
import dev.centroid.quantization.recipe.DataSettings.Augmentation.Padding;

/**
 * How one image is changed: shifted by what a crop of the padded image comes to, then mirrored.
 *
 * @param down rows that the image moves up by (negative: down)
 * @param right columns that it moves left by (negative: right)
 * @param mirrored whether left and right change places
 * @param padding what comes in
 */
record Placement(int down, int right, boolean mirrored, Padding padding) {

  static final Placement IDENTITY = new Placement(0, 0, false, Padding.ZERO);

  /**
   * A pure function of seed, phase, step and position.
   *
   * @param position in the batch
   */
  static Placement draw(Augmentation augmentation, long seed, Phase phase, int step, int position) {
    if (!augmentation.isActive()) {
      return IDENTITY;
    }
    CounterRandom random =
        CounterRandom.of(seed, Purpose.AUGMENTATION, phase.coordinate(), step, position);
    int pad = augmentation.padAndCrop();
    int down = random.nextInt(2 * pad + 1) - pad;
    int right = random.nextInt(2 * pad + 1) - pad;
    boolean mirrored = augmentation.horizontalFlip() && random.nextBoolean();
    return new Placement(down, right, mirrored, augmentation.padding());
  }
}
