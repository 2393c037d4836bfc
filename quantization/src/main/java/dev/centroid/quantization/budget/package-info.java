/** Meeting a byte budget: which of its choices each layer gets. */
@NullMarked
package dev.centroid.quantization.budget;

import org.jspecify.annotations.NullMarked;
