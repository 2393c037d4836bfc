package dev.centroid.quantization.recipe;

import java.util.List;
import java.util.Optional;

/**
 * Names branches of a residual network: parts that add something to a sum, so that the network
 * still runs when they add nothing.
 *
 * @param each glob over paths of modules; each that matches holds a branch
 * @param part tells several branches of one module apart, if given
 * @param members globs over what is in the module; tensors at or under what matches make up the
 *     branch
 * @param outputs modules in the module whose weights and biases decide what the branch adds: with
 *     them zero it adds nothing
 * @param together how many modules that follow one another make one branch, at least 1
 */
public record BranchRule(
    String each, Optional<String> part, List<String> members, List<String> outputs, int together) {

  public BranchRule {
    Checks.name("pruning.branches.each", each);
    GlobMatcher.of(each);
    part.ifPresent(name -> Checks.name("pruning.branches.part", name));
    members = List.copyOf(members);
    outputs = List.copyOf(outputs);
    Checks.that(!members.isEmpty(), "pruning.branches.members: at least one pattern is needed");
    members.forEach(GlobMatcher::of);
    Checks.that(!outputs.isEmpty(), "pruning.branches.outputs: at least one module is needed");
    outputs.forEach(output -> Checks.name("pruning.branches.outputs", output));
    Checks.atLeast("pruning.branches.together", together, 1);
  }

  /** Whether a module holds a branch. */
  public boolean matchesModule(String path) {
    return GlobMatcher.of(each).matches(path);
  }

  /**
   * Whether something in the module belongs to the branch.
   *
   * @param path of a tensor or module, from the module that holds the branch
   */
  public boolean matchesMember(String path) {
    return members.stream().anyMatch(pattern -> GlobMatcher.of(pattern).matches(path));
  }

  /** The name of the branch that a module, or the first of several, holds. */
  public String branchName(String module) {
    return part.map(name -> module + "/" + name).orElse(module);
  }
}
