package dev.centroid.quantization.recipe;

/** What a layer is, as far as its weight can tell. */
public enum LayerKind {
  LINEAR,
  CONV1D,
  CONV2D,
  CONV3D,
  CONV_TRANSPOSE1D,
  CONV_TRANSPOSE2D,
  CONV_TRANSPOSE3D,
  EMBEDDING,
  /** Batch, layer, group and instance norms. */
  NORM,
  RECURRENT,
  ATTENTION,
  /** A module of the user's own with parameters of its own. */
  OTHER
}
