package dev.centroid.quantization.packed;

/** Names that the packed format gives to tensors and metadata; {@code docs/format.md} has them. */
final class PackedNames {

  /** Safetensors takes this name for itself. */
  static final String METADATA = "__metadata__";

  static final String FORMAT = "format";
  static final String ANY_FORMAT = "centroid-packed-";
  static final String FORMAT_1 = ANY_FORMAT + "1";
  static final String MODEL = "model";
  static final String RECIPE = "recipe";
  static final String SEED = "seed";
  static final String ACTIVATIONS = "activations";
  static final String PRODUCT_QUANTIZED = "pq.";
  static final String SCALAR_QUANTIZED = "int.";
  static final String TIED = "tied.";
  static final String FILLED = "fill.";
  static final String REST = "rest";
  private static final String CODES = ".codes";
  private static final String CENTROIDS = ".centroids";

  private PackedNames() {}

  static String codes(String tensor) {
    return tensor + CODES;
  }

  static String centroids(String tensor) {
    return tensor + CENTROIDS;
  }
}
