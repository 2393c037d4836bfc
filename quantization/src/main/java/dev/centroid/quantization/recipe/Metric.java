package dev.centroid.quantization.recipe;

/** What a model is judged by on the evaluation data. */
public enum Metric {
  /** Share of positions whose largest logit is the label, in [0, 1]; more is better. */
  ACCURACY,
  /** Exponential of the mean cross-entropy; less is better. */
  PERPLEXITY
}
