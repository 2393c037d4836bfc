/** Reading and writing safetensors files; hostile input is refused. */
@NullMarked
package dev.centroid.quantization.safetensors;

import org.jspecify.annotations.NullMarked;
