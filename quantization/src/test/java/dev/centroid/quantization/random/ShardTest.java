package dev.centroid.quantization.random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShardTest {

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 16})
  void theStepsOfAllShardsTakeEachDrawOnce(int shards) {
    // when
    List<Integer> draws =
        IntStream.range(0, 20)
            .boxed()
            .flatMap(
                step ->
                    IntStream.range(0, shards)
                        .mapToObj(index -> new Shard(index, shards).draw(step)))
            .toList();

    // then
    assertThat(draws).containsExactlyElementsOf(IntStream.range(0, 20 * shards).boxed().toList());
  }

  @Test
  void stepBeyondWhatCanBeCountedIsRefused() {
    Shard last = new Shard(255, 256);

    assertThatThrownBy(() -> last.draw(Integer.MAX_VALUE / 256 + 1))
        .isInstanceOf(ArithmeticException.class);
  }
}
