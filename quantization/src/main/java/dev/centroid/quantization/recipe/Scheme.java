package dev.centroid.quantization.recipe;

/** How a layer is compressed. */
public sealed interface Scheme permits ProductScheme, ScalarScheme {}
