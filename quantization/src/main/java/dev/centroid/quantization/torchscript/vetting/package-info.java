/**
 * Vets the code of a TorchScript archive before libtorch compiles it: grammar, names and operators
 * by allow-list, sizes by limit.
 */
@NullMarked
package dev.centroid.quantization.torchscript.vetting;

import org.jspecify.annotations.NullMarked;
