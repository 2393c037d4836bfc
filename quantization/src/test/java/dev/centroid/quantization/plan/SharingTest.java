package dev.centroid.quantization.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.centroid.quantization.InvalidInputException;
import dev.centroid.quantization.plan.LayerPlan.Status;
import dev.centroid.quantization.random.TestSeed;
import dev.centroid.quantization.recipe.Recipe;
import dev.centroid.quantization.recipe.RecipeParser;
import dev.centroid.quantization.recipe.SharedModules;
import dev.centroid.quantization.safetensors.DType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SharingTest {

  private static final List<ModelTensor> NETWORK =
      List.of(
          Tensors.linear("layers.0.fc.weight", 16, 8),
          Tensors.linear("layers.0.fc.bias", 16),
          Tensors.buffer("layers.0.norm.running_mean", DType.F32, 16),
          Tensors.linear("layers.1.fc.weight", 16, 8),
          Tensors.linear("layers.1.fc.bias", 16),
          Tensors.buffer("layers.1.norm.running_mean", DType.F32, 16),
          Tensors.linear("layers.2.fc.weight", 16, 4),
          Tensors.linear("layers.2.fc.bias", 16),
          Tensors.linear("layers.3.other.weight", 16, 8),
          Tensors.linear("layers.10.fc.weight", 16, 8));

  static LongStream seeds() {
    return TestSeed.seeds(200);
  }

  @Test
  void parametersOfLaterModulesAreTiedAndBuffersAreKept() {
    // when
    Plan plan = plan("[[layers.0, layers.1]]", "layers.0.fc");

    // then
    assertThat(plan.layers().subList(0, 6))
        .extracting(LayerPlan::status)
        .containsExactly(
            Status.COMPRESSED, Status.KEPT, Status.KEPT, Status.TIED, Status.TIED, Status.KEPT);
    assertThat(plan.layers().get(3).tiedTo()).contains("layers.0.fc.weight");
    assertThat(plan.layers().get(3).reason())
        .isEqualTo("the recipe shares it with layers.0.fc.weight");
  }

  @Test
  void theModelIsAsLargeAsBeforeAndTheFileIsSmaller() {
    // when
    Plan apart = plan("[]", "layers.{0,1}.fc");
    Plan shared = plan("[[layers.0, layers.1]]", "layers.0.fc");

    // then
    assertThat(shared.floatWeightBytes()).isEqualTo(apart.floatWeightBytes());
    assertThat(shared.packedFileBytes()).isLessThan(apart.packedFileBytes());
  }

  @Test
  void aRuleForTheLaterModuleOnlyIsRefusedWithTheNameToUse() {
    assertThatThrownBy(() -> plan("[[layers.0, layers.1]]", "layers.1.fc"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "rule 'layers.1.fc' of group 'g' matches layers.1.fc, which shares its data with"
                + " layers.0.fc.weight; name that layer instead");
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void whatIsOneIsWhatFollowsFromEveryPairThatIsOne(long seed) {
    // given
    Random random = new Random(seed);
    List<ModelTensor> tensors = network(random);
    List<SharedModules> shared = share(random);

    // then
    assertThat(Sharing.of(shared, tensors).holders())
        .as("seed %d", seed)
        .isEqualTo(holdersByClosure(shared, tensors));
  }

  @Test
  void normsThatShareTheirWeightKeepTheirStatistics() {
    // given
    List<ModelTensor> tensors = new ArrayList<>();
    for (String norm : List.of("a.bn", "b.bn", "c.bn")) {
      tensors.add(Tensors.norm(norm + ".weight", 4));
      tensors.add(Tensors.norm(norm + ".bias", 4));
      tensors.add(Tensors.buffer(norm + ".running_mean", DType.F32, 4));
      tensors.add(Tensors.buffer(norm + ".running_var", DType.F32, 4));
    }
    tensors.add(Tensors.linear("fc.weight", 4, 4));
    Recipe recipe =
        RecipeParser.parse(
            """
            version: 1
            sharing: [[a, b]]
            groups:
              - {name: g, layers: [{match: fc, blockSize: 4, centroids: 4}]}
            packing: {batchNorm: scaleAndShift}
            """,
            "recipe.yaml");

    // then
    assertThat(Planner.plan(recipe, tensors, 0).layers())
        .filteredOn(layer -> layer.status() == Status.FILLED)
        .extracting(LayerPlan::tensor)
        .containsExactly("c.bn.running_mean", "c.bn.running_var");
  }

  @Test
  void modulesOfAnotherShapeAreRefused() {
    assertThatRefused("[[layers.0, layers.2]]")
        .hasMessage(
            "sharing: layers.0.fc.weight is F32 [16, 8], and layers.2.fc.weight is F32 [16, 4]; only"
                + " parameters of one type and shape can be shared");
  }

  @Test
  void modulesOfAnotherMakeAreRefused() {
    assertThatRefused("[[layers.0, layers.3]]")
        .hasMessage(
            "sharing: layers.0 has a parameter fc.weight, and layers.3 has none of that name; share"
                + " modules of one make");
  }

  @Test
  void aModuleThatTheModelLacksIsRefusedWithTheNearest() {
    assertThatRefused("[[layers.0, layers.4]]")
        .hasMessageStartingWith("sharing: there are no parameters under layers.4; the nearest")
        .hasMessageContaining("layers.0");
  }

  @Test
  void aModuleInTwoListsIsRefused() {
    assertThatRefused("[[layers.0, layers.1], [layers.1, layers.2]]")
        .hasMessageEndingWith("sharing: module layers.1 is named twice; name it once");
  }

  @Test
  void aModuleInsideAnotherIsRefused() {
    assertThatRefused("[[layers.0, layers.1], [layers.0.fc, layers.2.fc]]")
        .hasMessageContaining("one of layers.0 and layers.0.fc is inside the other");
  }

  @Test
  void aListOfOneModuleIsRefused() {
    assertThatRefused("[[layers.0]]").hasMessageContaining("needs at least two of them");
  }

  private static AbstractThrowableAssert<?, ?> assertThatRefused(String sharing) {
    return assertThatThrownBy(() -> plan(sharing, "**")).isInstanceOf(InvalidInputException.class);
  }

  private static Plan plan(String sharing, String match) {
    Recipe recipe =
        RecipeParser.parse(
            """
            version: 1
            sharing: %s
            groups:
              - {name: g, layers: [{match: "%s", blockSize: 4, centroids: 4}]}
            """
                .formatted(sharing, match),
            "recipe.yaml");
    return Planner.plan(recipe, NETWORK, 0);
  }

  /** Eight modules with two parameters each, some tied to others already. */
  private static List<ModelTensor> network(Random random) {
    List<ModelTensor> tensors = new ArrayList<>();
    Map<String, List<String>> free = new LinkedHashMap<>();
    for (int module = 0; module < 8; module++) {
      for (String name : List.of("a", "b")) {
        String path = "m" + module + "." + name;
        ModelTensor tensor = Tensors.linear(path, 2, 2);
        List<String> before = free.computeIfAbsent("", key -> new ArrayList<>());
        if (!before.isEmpty() && random.nextInt(4) == 0) {
          tensors.add(Tensors.tied(tensor, path, before.get(random.nextInt(before.size()))));
        } else {
          before.add(path);
          tensors.add(tensor);
        }
      }
    }
    return tensors;
  }

  private static List<SharedModules> share(Random random) {
    List<String> modules =
        new ArrayList<>(IntStream.range(0, 8).mapToObj(index -> "m" + index).toList());
    Collections.shuffle(modules, random);
    List<SharedModules> shared = new ArrayList<>();
    while (modules.size() >= 2 && random.nextInt(4) > 0) {
      int size = 2 + random.nextInt(Math.min(3, modules.size() - 1));
      shared.add(new SharedModules(modules.subList(0, size)));
      modules.subList(0, size).clear();
    }
    return shared;
  }

  /** Slow and obvious: spreads the lowest index over pairs until nothing changes. */
  private static Map<String, String> holdersByClosure(
      List<SharedModules> shared, List<ModelTensor> tensors) {
    List<String> paths = tensors.stream().map(ModelTensor::path).toList();
    List<int[]> pairs = new ArrayList<>();
    for (ModelTensor tensor : tensors) {
      tensor
          .tiedTo()
          .ifPresent(
              holder -> pairs.add(new int[] {paths.indexOf(tensor.path()), paths.indexOf(holder)}));
    }
    for (SharedModules modules : shared) {
      for (String module : modules.modules()) {
        for (String name : List.of(".a", ".b")) {
          pairs.add(
              new int[] {
                paths.indexOf(modules.modules().get(0) + name), paths.indexOf(module + name)
              });
        }
      }
    }
    int[] lowest = IntStream.range(0, paths.size()).toArray();
    for (int round = 0; round < paths.size(); round++) {
      for (int[] pair : pairs) {
        int least = Math.min(lowest[pair[0]], lowest[pair[1]]);
        lowest[pair[0]] = least;
        lowest[pair[1]] = least;
      }
    }
    Map<String, String> holders = new LinkedHashMap<>();
    for (int index = 0; index < lowest.length; index++) {
      if (lowest[index] != index) {
        holders.put(paths.get(index), paths.get(lowest[index]));
      }
    }
    return holders;
  }
}
