package dev.centroid.quantization.product;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ChunkedWorkTest {

  @ParameterizedTest
  @CsvSource({"1,1", "1,10", "3,1", "3,10", "8,1000"})
  void everyChunkRunsOnce(int threads, int chunks) {
    AtomicIntegerArray runs = new AtomicIntegerArray(chunks);

    try (ChunkedWork work = new ChunkedWork(threads)) {
      work.run(chunks, runs::incrementAndGet);
    }

    for (int chunk = 0; chunk < chunks; chunk++) {
      assertThat(runs.get(chunk)).as("chunk %d", chunk).isEqualTo(1);
    }
  }

  @Test
  void failureOfAnyChunkReachesTheCaller() {
    try (ChunkedWork work = new ChunkedWork(4)) {
      assertThatThrownBy(
              () ->
                  work.run(
                      100,
                      chunk -> {
                        throw new IllegalStateException("chunk " + chunk);
                      }))
          .isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void noThreadIsRefused() {
    assertThatThrownBy(() -> new ChunkedWork(0).close())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("threads");
  }
}
