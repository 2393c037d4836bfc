package dev.centroid.quantization.safetensors;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;

/** JSON that comes from strangers. */
public final class StrictJson {

  private StrictJson() {}

  /**
   * Makes parsers that refuse a name that is there twice.
   *
   * @param deepest most levels that objects and lists may nest
   */
  public static JsonFactory factory(int deepest) {
    return JsonFactory.builder()
        .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
        // Names come from strangers: they must not stay in tables shared by the whole process.
        .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
        .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
        .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(deepest).build())
        .build();
  }
}
