package dev.centroid.worker.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CpuCapabilityTest {

  private static final Set<String> AVX512 =
      Set.of("avx2", "fma", "avx512vl", "avx512bw", "avx512dq");

  @Test
  void theEnvironmentDecidesFirst() {
    assertThat(CpuCapability.of(Optional.of("avx2"), AVX512, "amd64")).isEqualTo("AVX2");
  }

  @Test
  void anUnknownNameInTheEnvironmentIsIgnored() {
    assertThat(CpuCapability.of(Optional.of("sse9"), AVX512, "amd64")).isEqualTo("AVX512");
  }

  @Test
  void avx512NeedsEveryOneOfItsParts() {
    assertThat(CpuCapability.of(Optional.empty(), Set.of("avx2", "fma", "avx512vl"), "amd64"))
        .isEqualTo("AVX2");
  }

  @Test
  void aProcessorWithoutVectorInstructionsHasTheDefault() {
    assertThat(CpuCapability.of(Optional.empty(), Set.of(), "amd64")).isEqualTo("DEFAULT");
  }
}
