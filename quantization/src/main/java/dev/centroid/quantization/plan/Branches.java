package dev.centroid.quantization.plan;

import dev.centroid.quantization.InvalidInputException;
import dev.centroid.quantization.NearestNames;
import dev.centroid.quantization.recipe.BranchRule;
import dev.centroid.quantization.recipe.Pruning;
import dev.centroid.quantization.recipe.Recipe;
import dev.centroid.quantization.torchscript.TorchScriptArchive;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds the branches of a model that a recipe names. */
public final class Branches {

  private static final int NAMES_SHOWN = 5;

  private final Pruning pruning;
  private final List<ModelTensor> tensors;
  private final List<Branch> branches = new ArrayList<>();
  private final Map<String, String> branchOfMember = new HashMap<>();

  private Branches(Pruning pruning, List<ModelTensor> tensors) {
    this.pruning = pruning;
    this.tensors = tensors;
  }

  /**
   * The branches that a recipe names, in its order and the model's.
   *
   * @throws InvalidInputException naming the rule or branch, when a rule matches no module, an
   *     output is not there or not a member, two branches overlap, a member is one with a tensor
   *     outside, or a branch to remove is unknown
   */
  public static List<Branch> of(Recipe recipe, TorchScriptArchive archive) {
    return of(recipe.pruning(), Sharing.of(recipe, archive).tensors());
  }

  /**
   * @param tensors of the model, shared as the recipe asks for
   */
  static List<Branch> of(Pruning pruning, List<ModelTensor> tensors) {
    Branches found = new Branches(pruning, tensors);
    pruning.branches().forEach(found::add);
    found.requireKnown(pruning.removal().named());
    found.requireApart();
    return List.copyOf(found.branches);
  }

  /** The tensors; each of a branch that is left out says so. */
  static List<ModelTensor> withoutRemoved(Pruning pruning, List<ModelTensor> tensors) {
    Map<String, String> removed = new HashMap<>();
    of(pruning, tensors).stream()
        .filter(Branch::removed)
        .forEach(branch -> branch.members().forEach(path -> removed.put(path, branch.name())));
    return tensors.stream()
        .map(
            tensor ->
                Optional.ofNullable(removed.get(tensor.path()))
                    .map(tensor::withRemovedWith)
                    .orElse(tensor))
        .toList();
  }

  private void add(BranchRule rule) {
    List<String> modules = ModulePaths.of(tensors);
    List<String> matched = modules.stream().filter(rule::matchesModule).toList();
    if (matched.isEmpty()) {
      throw new InvalidInputException(
          "pruning: '%s' matches no module; the nearest are %s"
              .formatted(
                  rule.each(),
                  String.join(", ", NearestNames.to(rule.each(), modules, NAMES_SHOWN))));
    }
    if (matched.size() % rule.together() != 0) {
      throw new InvalidInputException(
          "pruning: '%s' matches %d modules, which cannot be taken %d together; use a divisor"
              .formatted(rule.each(), matched.size(), rule.together()));
    }
    for (int first = 0; first < matched.size(); first += rule.together()) {
      boolean second = first / rule.together() % 2 == 1;
      add(rule, matched.subList(first, first + rule.together()), second);
    }
  }

  private void add(BranchRule rule, List<String> modules, boolean second) {
    String name = rule.branchName(modules.get(0));
    List<String> members = new ArrayList<>();
    List<String> outputs = new ArrayList<>();
    for (String module : modules) {
      members.addAll(membersOf(rule, module));
      for (String output : rule.outputs()) {
        outputs.addAll(outputsOf(name, module, output));
      }
    }
    for (String output : outputs) {
      if (!members.contains(output)) {
        throw new InvalidInputException(
            "pruning: the output %s of branch %s is not among its members; let members match it"
                .formatted(output, name));
      }
    }
    for (String member : members) {
      String other = branchOfMember.putIfAbsent(member, name);
      if (other != null) {
        throw new InvalidInputException(
            "pruning: %s is a member of two branches, %s and %s; let members match it in one"
                .formatted(member, other, name));
      }
    }
    boolean removed =
        (pruning.removal().everyOther() && second) || pruning.removal().named().contains(name);
    branches.add(new Branch(name, members, outputs, removed));
  }

  private List<String> membersOf(BranchRule rule, String module) {
    return under(module)
        .filter(path -> matchesAtOrAbove(rule, path.substring(module.length() + 1)))
        .toList();
  }

  private List<String> outputsOf(String branch, String module, String output) {
    String path = module + "." + output;
    List<String> outputs =
        tensors.stream()
            .filter(ModelTensor::parameter)
            .map(ModelTensor::path)
            .filter(tensor -> tensor.equals(path) || tensor.startsWith(path + "."))
            .toList();
    if (outputs.isEmpty()) {
      List<String> names =
          under(module)
              .map(tensor -> tensor.substring(module.length() + 1))
              .filter(name -> name.contains("."))
              .map(name -> name.substring(0, name.lastIndexOf('.')))
              .distinct()
              .toList();
      throw new InvalidInputException(
          "pruning: branch %s has no output %s with parameters; %s has %s"
              .formatted(
                  branch,
                  output,
                  module,
                  String.join(", ", NearestNames.to(output, names, NAMES_SHOWN))));
    }
    return outputs;
  }

  private Stream<String> under(String module) {
    return tensors.stream().map(ModelTensor::path).filter(path -> path.startsWith(module + "."));
  }

  private static boolean matchesAtOrAbove(BranchRule rule, String path) {
    for (int end = path.length(); end > 0; end = path.lastIndexOf('.', end - 1)) {
      if (rule.matchesMember(path.substring(0, end))) {
        return true;
      }
    }
    return false;
  }

  private void requireKnown(List<String> removed) {
    List<String> names = branches.stream().map(Branch::name).toList();
    for (String name : removed) {
      if (!names.contains(name)) {
        throw new InvalidInputException(
            "pruning: there is no branch %s to remove; the nearest are %s"
                .formatted(name, String.join(", ", NearestNames.to(name, names, NAMES_SHOWN))));
      }
    }
  }

  /** A parameter in a branch that is one with another outside would be zero there as well. */
  private void requireApart() {
    for (ModelTensor tensor : tensors) {
      tensor
          .holder()
          .filter(holder -> !branchOf(holder).equals(branchOf(tensor.path())))
          .ifPresent(
              holder -> {
                throw new InvalidInputException(
                    ("pruning: %s is one with %s, which is not in the same branch; put both in one"
                            + " branch (together) or in none")
                        .formatted(tensor.path(), holder));
              });
    }
  }

  private Optional<String> branchOf(String path) {
    return Optional.ofNullable(branchOfMember.get(path));
  }
}
