package dev.centroid.quantization.safetensors;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/** Reads JSON that comes from strangers: UTF-8 only, and no name twice in an object. */
public final class StrictJson {

  private final JsonFactory factory;

  /**
   * @param deepest most levels that objects and lists may nest
   */
  public StrictJson(int deepest) {
    factory =
        JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            // Names come from strangers: they must not stay in tables shared by the process.
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(deepest).build())
            .build();
  }

  /**
   * A parser of one text.
   *
   * @param utf8 the text; the parser throws a {@link java.nio.charset.CharacterCodingException} at
   *     what is not UTF-8
   */
  public JsonParser parser(byte[] utf8) throws IOException {
    // A reader, not bytes: given bytes the parser would guess UTF-16 and UTF-32 as well.
    return factory.createParser(
        new InputStreamReader(new ByteArrayInputStream(utf8), StandardCharsets.UTF_8.newDecoder()));
  }
}
