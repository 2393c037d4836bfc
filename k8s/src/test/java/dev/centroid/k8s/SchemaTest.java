package dev.centroid.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

@Tag("manifests")
final class SchemaTest {

  @Test
  void everyObjectAndPatchHasKnownFieldsOnly() throws IOException {
    assertThat(faults(Manifests.written())).isEmpty();
  }

  @ParameterizedTest
  @FieldSource("dev.centroid.k8s.Manifests#OVERLAYS")
  void everyObjectOfAnOverlayHasKnownFieldsOnly(String overlay) {
    assertThat(faults(Manifests.rendered(overlay))).isEmpty();
  }

  @ParameterizedTest
  @FieldSource("dev.centroid.k8s.Manifests#OVERLAYS")
  void everyObjectOfAnOverlayIsInItsNamespace(String overlay) {
    assertThat(Manifests.rendered(overlay))
        .filteredOn(manifest -> !manifest.kind().equals("Namespace"))
        .allSatisfy(
            manifest ->
                assertThat(manifest.content().at("/metadata/namespace").asText())
                    .as(manifest.toString())
                    .isEqualTo("centroid"));
  }

  /**
   * The check itself: one field too many, at the top and deep inside, in an object of each type.
   */
  @Test
  void aFieldThatNobodyKnowsIsFound() throws IOException {
    for (Manifest manifest : Manifests.written()) {
      Manifest top = new Manifest("a test", manifest.content().deepCopy());
      ((ObjectNode) top.content()).put("unheardOf", 1);
      assertThat(Schemas.fault(top)).as(manifest + " at the top").isPresent();

      Manifest deep = new Manifest("a test", manifest.content().deepCopy());
      if (deep.content().path("spec") instanceof ObjectNode spec) {
        spec.put("unheardOf", 1);
        assertThat(Schemas.fault(deep)).as(manifest + " in spec").isPresent();
      }
    }
  }

  private static List<String> faults(List<Manifest> manifests) {
    assertThat(manifests).isNotEmpty();
    return manifests.stream().map(Schemas::fault).flatMap(Optional::stream).toList();
  }
}
