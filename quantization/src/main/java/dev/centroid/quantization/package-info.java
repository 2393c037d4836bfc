/** Pure maths and file formats of Centroid. Knows nothing of Kafka, Quarkus or an engine. */
@NullMarked
package dev.centroid.quantization;

import org.jspecify.annotations.NullMarked;
