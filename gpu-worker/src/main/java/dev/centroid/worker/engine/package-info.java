/** libtorch through DJL: devices, threads, loaded models. */
@NullMarked
package dev.centroid.worker.engine;

import org.jspecify.annotations.NullMarked;
