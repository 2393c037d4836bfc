package dev.centroid.quantization.torchscript.vetting;

import java.util.Map;
import java.util.Set;

/**
 * Code in which every line is allowed.
 *
 * @param operators that it calls, such as {@code aten.conv2d}
 * @param rewritten files, by path, that libtorch must get in another form: without output to the
 *     terminal and without tensors of uninitialized memory
 * @param classes modules, other classes and named tuples by their qualified names
 */
public record VettedCode(
    Set<String> operators, Map<String, String> rewritten, Map<String, DeclaredClass> classes) {
  public VettedCode {
    operators = Set.copyOf(operators);
    rewritten = Map.copyOf(rewritten);
    classes = Map.copyOf(classes);
  }
}
