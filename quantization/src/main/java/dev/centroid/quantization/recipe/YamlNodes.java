package dev.centroid.quantization.recipe;

import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.api.StreamDataWriter;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** Changed copies of YAML nodes, which themselves are never changed. */
final class YamlNodes {

  private YamlNodes() {}

  /** A sequence with each item, of an index, replaced by any number of others. */
  static Node items(Node node, BiFunction<Node, Integer, List<Node>> change) {
    if (!(node instanceof SequenceNode sequence)) {
      return node;
    }
    List<Node> items = new ArrayList<>();
    for (int index = 0; index < sequence.getValue().size(); index++) {
      items.addAll(change.apply(sequence.getValue().get(index), index));
    }
    return new SequenceNode(
        sequence.getTag(),
        true,
        items,
        sequence.getFlowStyle(),
        sequence.getStartMark(),
        sequence.getEndMark());
  }

  /** A mapping with another value at a key that it has; any other node is itself. */
  static Node replaced(Node node, String key, UnaryOperator<Node> change) {
    return node instanceof MappingNode mapping
        ? with(
            mapping,
            mapping.getValue().stream()
                .map(
                    entry ->
                        isKey(entry, key)
                            ? new NodeTuple(entry.getKeyNode(), change.apply(entry.getValueNode()))
                            : entry)
                .toList())
        : node;
  }

  /** The mapping with each of the values that its list at a key gives, or itself. */
  static List<MappingNode> alternatives(MappingNode mapping, String key) {
    return mapping.getValue().stream()
        .filter(entry -> isKey(entry, key))
        .map(NodeTuple::getValueNode)
        .filter(value -> value instanceof SequenceNode list && !list.getValue().isEmpty())
        .map(SequenceNode.class::cast)
        .findFirst()
        .map(
            list ->
                list.getValue().stream()
                    .map(item -> (MappingNode) replaced(mapping, key, any -> item))
                    .toList())
        .orElse(List.of(mapping));
  }

  /** A node of its own: one that several rules share would be written as an alias. */
  static Node copy(Node node) {
    return node instanceof ScalarNode scalar
        ? new ScalarNode(scalar.getTag(), scalar.getValue(), scalar.getScalarStyle())
        : node;
  }

  /** The mapping without some keys. */
  static MappingNode without(MappingNode mapping, Set<String> keys) {
    return with(
        mapping,
        mapping.getValue().stream()
            .filter(entry -> keys.stream().noneMatch(key -> isKey(entry, key)))
            .toList());
  }

  /** The mapping with other entries. */
  static MappingNode with(MappingNode mapping, List<NodeTuple> entries) {
    return new MappingNode(
        mapping.getTag(),
        true,
        entries,
        mapping.getFlowStyle(),
        mapping.getStartMark(),
        mapping.getEndMark());
  }

  /** Whether the mapping has a key. */
  static boolean has(MappingNode mapping, String key) {
    return mapping.getValue().stream().anyMatch(entry -> isKey(entry, key));
  }

  private static boolean isKey(NodeTuple entry, String key) {
    return entry.getKeyNode() instanceof ScalarNode scalar && scalar.getValue().equals(key);
  }

  /** The node as YAML. */
  static String text(Node node) {
    Text text = new Text();
    new Dump(DumpSettings.builder().build()).dumpNode(node, text);
    return text.toString();
  }

  /** Collects what is written. */
  private static final class Text extends StringWriter implements StreamDataWriter {}
}
