package dev.centroid.quantization;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class NearestNamesTest {

  @Test
  void theClosestComesFirstAndTiesKeepTheirOrder() {
    assertThat(NearestNames.to("fc1", List.of("conv", "fc2", "FC1", "fc3"), 3))
        .containsExactly("FC1", "fc2", "fc3");
  }

  @Test
  void distanceCountsInsertionsDeletionsAndReplacements() {
    assertThat(NearestNames.distance("kitten", "sitting")).isEqualTo(3);
    assertThat(NearestNames.distance("", "abc")).isEqualTo(3);
  }

  @Test
  void withoutCandidatesThereIsNone() {
    assertThat(NearestNames.closest("a", List.of())).isEmpty();
  }
}
