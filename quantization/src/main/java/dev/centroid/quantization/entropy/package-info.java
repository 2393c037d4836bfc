/** Lossless coding of codes in about as many bits as they carry information. */
@NullMarked
package dev.centroid.quantization.entropy;

import org.jspecify.annotations.NullMarked;
