package dev.centroid.quantization.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.centroid.quantization.InvalidInputException;
import dev.centroid.quantization.plan.LayerPlan.Status;
import dev.centroid.quantization.recipe.Recipe;
import dev.centroid.quantization.recipe.RecipeParser;
import dev.centroid.quantization.safetensors.DType;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;

class BranchesTest {

  private static final String LAYERS = "{each: 'layers.*', outputs: [out_proj, fc2]}";

  @Test
  void eachModuleThatMatchesIsABranchWithEverythingInIt() {
    // when
    List<Branch> branches = branches(LAYERS, "[layers.2]");

    // then
    assertThat(branches)
        .extracting(Branch::name)
        .containsExactly("layers.0", "layers.1", "layers.2", "layers.3");
    assertThat(branches.get(1).members())
        .containsExactlyElementsOf(
            paths().stream().filter(path -> path.startsWith("layers.1.")).toList());
    assertThat(branches.get(1).outputs())
        .containsExactly(
            "layers.1.out_proj.weight",
            "layers.1.out_proj.bias",
            "layers.1.fc2.weight",
            "layers.1.fc2.bias");
  }

  @Test
  void namedBranchesAreRemoved() {
    assertThat(removed(LAYERS, "[layers.2, layers.0]")).containsExactly("layers.0", "layers.2");
  }

  @Test
  void everyOtherRemovesTheSecondAndTheFourth() {
    assertThat(removed(LAYERS, "everyOther")).containsExactly("layers.1", "layers.3");
  }

  @Test
  void modulesTakenTogetherAreOneBranch() {
    // when
    List<Branch> branches =
        branches("{each: 'layers.*', outputs: [fc2], together: 2}", "everyOther");

    // then
    assertThat(branches).extracting(Branch::name).containsExactly("layers.0", "layers.2");
    assertThat(branches).extracting(Branch::removed).containsExactly(false, true);
    assertThat(branches.get(1).outputs())
        .containsExactly(
            "layers.2.fc2.weight", "layers.2.fc2.bias", "layers.3.fc2.weight", "layers.3.fc2.bias");
  }

  @Test
  void membersAreWhatStandsAtOrUnderAPattern() {
    // when
    Branch branch =
        branches("{each: blocks.0, members: ['{conv,bn}?'], outputs: [bn2]}", "[blocks.0]").get(0);

    // then
    assertThat(branch.members())
        .containsExactly(
            "blocks.0.conv1.weight",
            "blocks.0.bn2.weight",
            "blocks.0.bn2.bias",
            "blocks.0.bn2.running_mean",
            "blocks.0.bn2.num_batches_tracked");
    assertThat(branch.outputs()).containsExactly("blocks.0.bn2.weight", "blocks.0.bn2.bias");
  }

  @Test
  void partsOfAModuleAreBranchesOfTheirOwn() {
    assertThat(
            branches(
                "{each: 'layers.*', part: attention, members: [out_proj], outputs: [out_proj]},"
                    + " {each: 'layers.*', part: ffn, members: ['fc?'], outputs: [fc2]}",
                "[layers.1/attention]"))
        .extracting(Branch::name)
        .startsWith("layers.0/attention")
        .endsWith("layers.3/ffn")
        .hasSize(8);
  }

  @Test
  void removedTensorsTakeNoBytesAndAreNotCompressed() {
    // when
    Plan all = plan("", "rest");
    Plan pruned = plan(pruning(LAYERS, "everyOther"), "rest");

    // then
    Set<String> gone =
        pruned.layers().stream()
            .filter(layer -> layer.status() == Status.REMOVED)
            .map(LayerPlan::tensor)
            .collect(Collectors.toSet());
    assertThat(gone)
        .containsExactlyInAnyOrderElementsOf(
            paths().stream().filter(path -> path.matches("layers\\.[13]\\..*")).toList());
    assertThat(pruned.layers())
        .filteredOn(layer -> gone.contains(layer.tensor()))
        .allSatisfy(layer -> assertThat(layer.packedBytes()).isZero());
    assertThat(pruned.floatWeightBytes()).isEqualTo(all.floatWeightBytes());
    assertThat(pruned.packedFileBytes()).isLessThan(all.packedFileBytes());
  }

  @Test
  void aRuleForRemovedLayersOnlyIsRefused() {
    assertThatThrownBy(() -> plan(pruning(LAYERS, "everyOther"), "layers.1.fc1"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "rule 'layers.1.fc1' of group 'g' matches layers.1.fc1, which the recipe leaves out with"
                + " its branch layers.1; remove the rule");
  }

  @Test
  void branchesWhoseParametersAreSharedMustBeOne() {
    String shared = "sharing: [[layers.0, layers.1], [layers.2, layers.3]]\n";
    assertThatRefused(shared + pruning(LAYERS, "everyOther"))
        .hasMessage(
            "pruning: layers.1.out_proj.weight is one with layers.0.out_proj.weight, which is not in"
                + " the same branch; put both in one branch (together) or in none");
    assertThat(
            plan(
                    shared
                        + pruning(
                            "{each: 'layers.*', outputs: [out_proj, fc2], together: 2}",
                            "everyOther"),
                    "rest")
                .layers())
        .filteredOn(layer -> layer.tensor().startsWith("layers.3."))
        .allSatisfy(layer -> assertThat(layer.status()).isEqualTo(Status.REMOVED));
  }

  @Test
  void aPatternThatMatchesNoModuleIsRefusedWithTheNearest() {
    assertThatRefused(pruning("{each: 'layer.*', outputs: [fc2]}", "everyOther"))
        .hasMessageStartingWith("pruning: 'layer.*' matches no module; the nearest are layers");
  }

  @Test
  void anOutputThatIsNotThereIsRefusedWithTheNearest() {
    assertThatRefused(pruning("{each: 'layers.*', outputs: [fc3]}", "everyOther"))
        .hasMessageStartingWith(
            "pruning: branch layers.0 has no output fc3 with parameters; layers.0 has fc1, fc2");
  }

  @Test
  void anOutputThatIsNoMemberIsRefused() {
    assertThatRefused(pruning("{each: 'layers.*', members: [fc1], outputs: [fc2]}", "everyOther"))
        .hasMessage(
            "pruning: the output layers.0.fc2.weight of branch layers.0 is not among its members; let"
                + " members match it");
  }

  @Test
  void branchesThatOverlapAreRefused() {
    assertThatRefused(pruning(LAYERS + ", {each: layers.1, part: x, outputs: [fc2]}", "everyOther"))
        .hasMessageContaining("is a member of two branches, layers.1 and layers.1/x");
  }

  @Test
  void aBranchToRemoveThatIsUnknownIsRefusedWithTheNearest() {
    assertThatRefused(pruning(LAYERS, "[layers.7]"))
        .hasMessageStartingWith("pruning: there is no branch layers.7 to remove; the nearest are");
  }

  @Test
  void modulesThatCannotBeTakenTogetherAreRefused() {
    assertThatRefused(pruning("{each: 'layers.*', outputs: [fc2], together: 3}", "everyOther"))
        .hasMessage(
            "pruning: 'layers.*' matches 4 modules, which cannot be taken 3 together; use a divisor");
  }

  private static AbstractThrowableAssert<?, ?> assertThatRefused(String structure) {
    return assertThatThrownBy(() -> plan(structure, "rest"))
        .isInstanceOf(InvalidInputException.class);
  }

  private static List<String> removed(String rules, String remove) {
    return branches(rules, remove).stream().filter(Branch::removed).map(Branch::name).toList();
  }

  private static List<Branch> branches(String rules, String remove) {
    return Branches.of(recipe(pruning(rules, remove), "rest").pruning(), network());
  }

  private static String pruning(String rules, String remove) {
    return "pruning: {branches: [%s], remove: %s}\n".formatted(rules, remove);
  }

  private static Plan plan(String structure, String match) {
    return Planner.plan(recipe(structure, match), network(), 0);
  }

  private static Recipe recipe(String structure, String match) {
    return RecipeParser.parse(
        "version: 1\n%sgroups:\n  - {name: g, layers: [{match: '%s', blockSize: 4, centroids: 4}]}\n"
            .formatted(structure, match),
        "recipe.yaml");
  }

  private static List<String> paths() {
    return network().stream().map(ModelTensor::path).toList();
  }

  private static List<ModelTensor> network() {
    List<ModelTensor> tensors = new ArrayList<>();
    for (int index = 0; index < 4; index++) {
      String layer = "layers." + index;
      for (String name : List.of("out_proj", "fc1", "fc2")) {
        tensors.add(Tensors.linear(layer + "." + name + ".weight", 8, 8));
        tensors.add(Tensors.linear(layer + "." + name + ".bias", 8));
      }
    }
    tensors.add(Tensors.conv2d("blocks.0.conv1.weight", 8, 8, 3, 3));
    tensors.add(Tensors.norm("blocks.0.bn2.weight", 8));
    tensors.add(Tensors.norm("blocks.0.bn2.bias", 8));
    tensors.add(Tensors.buffer("blocks.0.bn2.running_mean", DType.F32, 8));
    tensors.add(Tensors.buffer("blocks.0.bn2.num_batches_tracked", DType.I64));
    tensors.add(Tensors.conv2d("blocks.0.down.weight", 8, 8, 1, 1));
    tensors.add(Tensors.linear("rest.weight", 8, 8));
    return tensors;
  }
}
