package dev.centroid.quantization.plan;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a reader of a plan should know. Layers with the same note share a line, so that notes stay
 * few however large the model is.
 */
public final class Notes {

  private static final int NAMES_SHOWN = 3;

  private final Map<String, List<String>> layersByNote = new LinkedHashMap<>();

  /** Notes something of a layer. */
  public void add(String layer, String note) {
    layersByNote.computeIfAbsent(note, unseen -> new ArrayList<>()).add(layer);
  }

  /** A line for each note. */
  public List<String> lines() {
    return layersByNote.entrySet().stream()
        .map(entry -> names(entry.getValue()) + ": " + entry.getKey())
        .toList();
  }

  private static String names(List<String> layers) {
    String shown = String.join(", ", layers.stream().limit(NAMES_SHOWN).toList());
    int more = layers.size() - NAMES_SHOWN;
    return more > 0 ? shown + " and " + more + " more" : shown;
  }
}
