package dev.centroid.quantization.plan;

import java.util.List;

/**
 * A part of a residual network that can be left out.
 *
 * @param name of the module that holds it, and of the part of that module where it has several
 * @param members paths of its parameters and buffers
 * @param outputs paths of the parameters that decide what it adds, among its members
 * @param removed whether it is left out for good
 */
public record Branch(String name, List<String> members, List<String> outputs, boolean removed) {

  public Branch {
    members = List.copyOf(members);
    outputs = List.copyOf(outputs);
  }
}
