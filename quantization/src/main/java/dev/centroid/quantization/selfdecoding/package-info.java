/** Models whose own code decodes their weights when they are loaded. */
@NullMarked
package dev.centroid.quantization.selfdecoding;

import org.jspecify.annotations.NullMarked;
