package dev.centroid.quantization.torchscript.vetting;

import java.util.Map;

/**
 * A class of the archive by what its objects hold.
 *
 * @param tuple whether its objects are named tuples
 * @param attributes the types of its attributes by name, in order; of a constant too
 */
public record DeclaredClass(boolean tuple, Map<String, CodeType> attributes) {}
