package dev.centroid.quantization.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.centroid.quantization.InvalidInputException;
import dev.centroid.quantization.recipe.BudgetedRecipe.LayerChoice;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BudgetedRecipeTest {

  private static final String CHOICES =
      """
      version: 1
      budget: 95KB
      kmeans: {weights: fisher}
      groups:
        - name: a
          layers:
            - {match: "blocks.*.conv?", kind: conv2d, blockSize: [4, 9], centroids: [64, 256]}
            - {match: fc, blockSize: 8, centroids: 32}
        - name: b
          layers:
            - match: "**"
              blockSize: 4
              centroids: [16, 32, 64]
      """;

  private static BudgetedRecipe parsed() {
    return BudgetedRecipe.parse(CHOICES, "r.yaml").orElseThrow();
  }

  @Test
  void aRecipeWithoutBudgetIsNone() {
    assertThat(BudgetedRecipe.parse("version: 1", "r.yaml")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "95KB,95000",
    "1KiB,1024",
    "1.5MB,1500000",
    "2 MiB,2097152",
    "700B,700",
    "0.5KiB,512"
  })
  void budgetIsReadInBytes(String written, long bytes) {
    String recipe = CHOICES.replace("95KB", written);

    assertThat(RecipeParser.parse(recipe, "r.yaml").budget()).hasValue(bytes);
  }

  @ParameterizedTest
  @ValueSource(strings = {"95", "95kb", "-1KB", "KB", "1GB", "[95KB]", "1e3KB"})
  void aBudgetThatIsNotBytesIsRefused(String written) {
    String recipe = CHOICES.replace("95KB", written);

    assertThatThrownBy(() -> RecipeParser.parse(recipe, "r.yaml"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith("r.yaml line 2: budget: expected ");
  }

  @Test
  void choicesAreAllCombinationsInTheOrderOfTheLists() {
    assertThat(parsed().choices(0, 0)).isEqualTo(4);
    assertThat(parsed().choices(0, 1)).isEqualTo(1);
    assertThat(parsed().choices(1, 0)).isEqualTo(3);
    assertThat(parsed().mostChoices()).isEqualTo(4);
  }

  @Test
  void whetherChannelsArePermutedIsAChoiceToo() {
    String permuted = CHOICES.replace("[4, 9]", "[4, 9], permute: [false, true]");

    assertThat(BudgetedRecipe.parse(permuted, "r.yaml").orElseThrow().choices(0, 0)).isEqualTo(8);
  }

  @Test
  void aVariantTakesOneChoiceOfEveryRule() {
    Recipe third = RecipeParser.parse(parsed().variant(2), "third");

    assertThat(third)
        .isEqualTo(
            RecipeParser.parse(
                CHOICES
                    .replace("budget: 95KB\n", "")
                    .replace("[4, 9]", "9")
                    .replace("[64, 256]", "64")
                    .replace("[16, 32, 64]", "64"),
                "expected"));
  }

  @Test
  void theParserTakesTheFirstChoices() {
    Recipe first = RecipeParser.parse(CHOICES, "r.yaml");

    assertThat(first.groups()).isEqualTo(RecipeParser.parse(parsed().variant(0), "first").groups());
  }

  @Test
  void aResolvedRecipeNamesEachLayerOfARuleThatLeftChoices() {
    String text =
        parsed()
            .resolved(
                List.of(
                    new LayerChoice("blocks.0.conv1", 0, 0, 3),
                    new LayerChoice("blocks.0.conv2", 0, 0, 0),
                    new LayerChoice("fc", 0, 1, 0),
                    new LayerChoice("proj", 1, 0, 1)));

    assertThat(RecipeParser.parse(text, "resolved").groups())
        .isEqualTo(
            RecipeParser.parse(
                    """
                    version: 1
                    groups:
                      - name: a
                        layers:
                          - {match: "blocks.0.conv1", kind: conv2d, blockSize: 9, centroids: 256}
                          - {match: "blocks.0.conv2", kind: conv2d, blockSize: 4, centroids: 64}
                          - {match: fc, blockSize: 8, centroids: 32}
                      - name: b
                        layers:
                          - {match: proj, blockSize: 4, centroids: 32}
                    """,
                    "expected")
                .groups());
  }

  @Test
  void resolvingLeavesEverythingElse() {
    Recipe resolved =
        RecipeParser.parse(
            parsed()
                .resolved(
                    List.of(
                        new LayerChoice("blocks.0.conv1", 0, 0, 3),
                        new LayerChoice("proj", 1, 0, 1))),
            "resolved");

    assertThat(resolved.kmeans()).isEqualTo(RecipeParser.parse(CHOICES, "r.yaml").kmeans());
    assertThat(resolved.budget()).isEmpty();
  }

  @Test
  void aResolvedRecipeOfManyLayersIsARecipe() {
    List<LayerChoice> layers =
        IntStream.range(0, 500)
            .mapToObj(layer -> new LayerChoice("layer" + layer, layer % 2, 0, layer % 3))
            .toList();

    Recipe resolved = RecipeParser.parse(parsed().resolved(layers), "resolved");

    assertThat(resolved.groups())
        .extracting(group -> group.rules().size())
        .containsExactly(251, 250);
  }

  @Test
  void listsWithoutABudgetAreRefused() {
    assertThatThrownBy(() -> RecipeParser.parse(CHOICES.replace("budget: 95KB\n", ""), "r.yaml"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith("r.yaml line 6: groups[0].layers[0].blockSize: ");
  }

  @Test
  void aBudgetNeedsFisherWeights() {
    String recipe = CHOICES.replace("weights: fisher", "weights: none");

    assertThatThrownBy(() -> RecipeParser.parse(recipe, "r.yaml"))
        .hasMessage(
            "r.yaml line 2: budget: needs the sensitivity of layers to choose by; give kmeans:"
                + " {weights: fisher}");
  }
}
