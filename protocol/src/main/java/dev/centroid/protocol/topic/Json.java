package dev.centroid.protocol.topic;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.centroid.quantization.plan.LayerPlan;

/** The one JSON form of everything that crosses a process boundary. */
public final class Json {

  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .addModule(new Jdk8Module())
          .addModule(new JavaTimeModule())
          .addMixIn(LayerPlan.Quantization.class, QuantizationKinds.class)
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          // A newer sender may add fields; what changes their meaning raises the version instead.
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .build();

  private Json() {}

  /** Names the kinds of a type that knows nothing of JSON. */
  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
  @JsonSubTypes({
    @JsonSubTypes.Type(value = LayerPlan.Quantization.Product.class, name = "product"),
    @JsonSubTypes.Type(value = LayerPlan.Quantization.Scalar.class, name = "scalar"),
  })
  private interface QuantizationKinds {}

  /** The mapper; not to be configured further. */
  public static ObjectMapper mapper() {
    return MAPPER;
  }

  /** A value of ours as JSON in UTF-8. */
  public static byte[] bytes(Object value) {
    try {
      return MAPPER.writeValueAsBytes(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(value.getClass() + " has no form in JSON", e);
    }
  }
}
