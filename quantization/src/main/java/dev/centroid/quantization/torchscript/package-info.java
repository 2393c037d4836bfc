/**
 * Reading TorchScript archives by allow-list, and writing them again with other tensor contents.
 */
@NullMarked
package dev.centroid.quantization.torchscript;

import org.jspecify.annotations.NullMarked;
