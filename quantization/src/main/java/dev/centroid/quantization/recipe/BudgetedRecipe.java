package dev.centroid.quantization.recipe;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * A recipe with a byte budget: its rules may give lists of block sizes, of codebook sizes, of
 * whether channels are permuted, and of bits, and leave open which of them each layer gets. The
 * choices of a rule are all combinations of the first three, in the order of the lists, then all
 * bits.
 *
 * <p>What it leaves open is filled in by writing recipes that leave nothing open.
 */
public final class BudgetedRecipe {

  static final String BUDGET = "budget";

  private static final String GROUPS = "groups";
  private static final String LAYERS = "layers";
  private static final String MATCH = "match";
  private static final String BLOCK_SIZE = "blockSize";
  private static final String CENTROIDS = "centroids";
  private static final String PERMUTE = "permute";
  private static final String BITS = "bits";
  private static final Set<String> PRODUCT_KEYS = Set.of(BLOCK_SIZE, CENTROIDS, PERMUTE);
  private static final Set<String> SCALAR_KEYS = Set.of(BITS, "per", "range", "percentile");
  private static final Pattern BYTES = Pattern.compile("([0-9]{1,12})(\\.[0-9]{1,6})? ?([KM]i?)?B");
  private final YamlValue root;

  private BudgetedRecipe(YamlValue root) {
    this.root = root;
  }

  /**
   * Reads a recipe's text.
   *
   * @param fileName how messages name it
   * @return empty when it has no budget
   * @throws dev.centroid.quantization.InvalidInputException when it is no YAML document
   */
  public static Optional<BudgetedRecipe> parse(String yaml, String fileName) {
    return of(YamlDocument.parse(yaml, fileName, "recipe", "version and groups"));
  }

  static Optional<BudgetedRecipe> of(YamlValue root) {
    return root.node() instanceof MappingNode mapping && YamlNodes.has(mapping, BUDGET)
        ? Optional.of(new BudgetedRecipe(root))
        : Optional.empty();
  }

  /** Bytes as a recipe writes them, e.g. {@code 95KB} (1000 bytes each) or {@code 1.5MiB}. */
  static long bytes(YamlValue value) {
    Matcher matcher = BYTES.matcher(value.text());
    if (!matcher.matches()) {
      throw value.expected("bytes such as 95KB, 90KiB or 1.5MB");
    }
    double number =
        Double.parseDouble(matcher.group(1) + Optional.ofNullable(matcher.group(2)).orElse(""));
    return (long) (number * unit(Optional.ofNullable(matcher.group(3)).orElse("")));
  }

  private static long unit(String prefix) {
    return switch (prefix) {
      case "K" -> 1_000;
      case "Ki" -> 1 << 10;
      case "M" -> 1_000_000;
      case "Mi" -> 1 << 20;
      default -> 1;
    };
  }

  /** How many choices the rule with the most of them leaves. */
  public int mostChoices() {
    int[] most = {1};
    rewritten(
        (rule, place) -> {
          most[0] = Math.max(most[0], choices(rule).size());
          return List.of(rule);
        });
    return most[0];
  }

  /**
   * How many choices a rule leaves.
   *
   * @param group index of its group
   * @param rule its index in the group
   */
  public int choices(int group, int rule) {
    int[] count = {1};
    rewritten(
        (given, place) -> {
          if (place.equals(new Place(group, rule))) {
            count[0] = choices(given).size();
          }
          return List.of(given);
        });
    return count[0];
  }

  /**
   * A recipe in which every rule takes its choice of this number, or its last when it has fewer.
   *
   * @return its text
   */
  public String variant(int choice) {
    return YamlNodes.text(withoutBudget(variantNode(choice)));
  }

  /**
   * The recipe in which each layer has a choice of its own: rules that leave a choice become a rule
   * for each of their layers.
   *
   * @param layers all layers that a rule decides for, in the model's order
   * @return its text
   */
  public String resolved(List<LayerChoice> layers) {
    return YamlNodes.text(
        withoutBudget(
            rewritten(
                (rule, place) -> {
                  List<MappingNode> choices = choices(rule);
                  return choices.size() == 1
                      ? List.of(rule)
                      : layers.stream()
                          .filter(layer -> place.equals(new Place(layer.group, layer.rule)))
                          .<Node>map(layer -> named(choices.get(layer.choice), layer.name))
                          .toList();
                })));
  }

  /**
   * What a layer gets.
   *
   * @param name of the layer
   * @param group index of its group
   * @param rule index in the group of the rule that decides for it
   * @param choice index among the rule's choices
   */
  public record LayerChoice(String name, int group, int rule, int choice) {}

  /** The root with the first choice of every rule, the budget still in it. */
  YamlValue first() {
    return new YamlValue(variantNode(0), root.path(), root.file());
  }

  private Node variantNode(int choice) {
    return rewritten(
        (rule, place) -> {
          List<MappingNode> choices = choices(rule);
          return List.of(choices.get(Math.min(choice, choices.size() - 1)));
        });
  }

  /** Where a rule stands. */
  private record Place(int group, int rule) {}

  /** The root with other rules; whatever has not the form of a recipe stays for the parser. */
  private Node rewritten(BiFunction<MappingNode, Place, List<Node>> rules) {
    return YamlNodes.replaced(
        root.node(),
        GROUPS,
        groups ->
            YamlNodes.items(
                groups,
                (group, groupIndex) ->
                    List.of(
                        YamlNodes.replaced(
                            group,
                            LAYERS,
                            layers ->
                                YamlNodes.items(
                                    layers,
                                    (rule, ruleIndex) ->
                                        rule instanceof MappingNode mapping
                                            ? rules.apply(mapping, new Place(groupIndex, ruleIndex))
                                            : List.of(rule))))));
  }

  private static List<MappingNode> choices(MappingNode rule) {
    List<MappingNode> choices = new ArrayList<>();
    if (YamlNodes.has(rule, BLOCK_SIZE) && YamlNodes.has(rule, CENTROIDS)) {
      MappingNode product = YamlNodes.has(rule, BITS) ? YamlNodes.without(rule, SCALAR_KEYS) : rule;
      for (MappingNode cut : YamlNodes.alternatives(product, BLOCK_SIZE)) {
        for (MappingNode sized : YamlNodes.alternatives(cut, CENTROIDS)) {
          choices.addAll(YamlNodes.alternatives(sized, PERMUTE));
        }
      }
    }
    if (YamlNodes.has(rule, BITS)) {
      choices.addAll(YamlNodes.alternatives(YamlNodes.without(rule, PRODUCT_KEYS), BITS));
    }
    return choices.isEmpty() ? List.of(rule) : choices;
  }

  private static MappingNode named(MappingNode rule, String layer) {
    MappingNode own =
        YamlNodes.with(
            rule,
            rule.getValue().stream()
                .map(
                    entry ->
                        new NodeTuple(
                            YamlNodes.copy(entry.getKeyNode()),
                            YamlNodes.copy(entry.getValueNode())))
                .toList());
    return (MappingNode)
        YamlNodes.replaced(
            own, MATCH, match -> new ScalarNode(Tag.STR, layer, ScalarStyle.DOUBLE_QUOTED));
  }

  private static Node withoutBudget(Node node) {
    return YamlNodes.without((MappingNode) node, Set.of(BUDGET));
  }
}
