package dev.centroid.worker.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.centroid.quantization.InvalidInputException;
import dev.centroid.quantization.product.Codebook;
import dev.centroid.quantization.safetensors.DType;
import dev.centroid.quantization.safetensors.SafetensorsFile;
import dev.centroid.quantization.safetensors.TensorInfo;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShardMeanTest {

  private static final int SIZE = 50;

  private final Random random = new Random(3);

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7})
  void everyNumberIsTheMeanOverTheShards(int shards) {
    // given
    List<float[]> values = new ArrayList<>();
    List<TrainingState> states = new ArrayList<>();
    for (int shard = 0; shard < shards; shard++) {
      float[] own = floats();
      values.add(own);
      states.add(state(own, 5, 1));
    }

    // when
    float[] mean =
        TrainingState.parse(new ShardMean(states).state()).moment("first", "w").orElseThrow();

    // then
    for (int i = 0; i < SIZE; i++) {
      double sum = 0;
      for (float[] own : values) {
        sum += own[i];
      }
      assertThat(mean[i]).isEqualTo((float) (sum / shards));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 7, 256})
  void whatAllShardsAgreeOnStaysBitByBit(int shards) {
    // given
    float[] same = floats();
    List<TrainingState> states = new ArrayList<>();
    for (int shard = 0; shard < shards; shard++) {
      states.add(state(same, 5, 1));
    }

    // when
    TrainingState mean = TrainingState.parse(new ShardMean(states).state());

    // then
    assertThat(mean.moment("first", "w").orElseThrow()).isEqualTo(same);
  }

  @Test
  void valueCountsAsUpdatedAsOftenAsInTheShardThatUpdatedItMost() {
    List<TrainingState> states =
        List.of(state(floats(), 5, 1), state(floats(), 8, 1), state(floats(), 6, 1));

    assertThat(TrainingState.parse(new ShardMean(states).state()).updates("w")).isEqualTo(8);
  }

  @Test
  void changesOfCentroidsComeInTheOrderOfTheShardsAndNotIntoTheMean() {
    // given
    List<TrainingState> states =
        List.of(state(floats(), 5, 1), state(floats(), 5, 2), state(floats(), 5, 3));

    // when
    ShardMean mean = new ShardMean(states);

    // then
    assertThat(mean.deltas("fc"))
        .extracting(delta -> delta.centroids()[0])
        .containsExactly(1f, 2f, 3f);
    assertThat(SafetensorsFile.parse(mean.state(), "mean").find(TrainingState.DELTA + "fc"))
        .isEmpty();
  }

  @Test
  void buffersThatHaveNoMeanMustBeTheSame() {
    List<TrainingState> states = List.of(withCount(3), withCount(4));

    assertThatThrownBy(() -> new ShardMean(states).state())
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("buffer/count is I64 and differs between shards 0 and 1");
  }

  @Test
  void statesOfDifferentThingsAreRefused() {
    List<TrainingState> states = List.of(withCount(3), state(floats(), 1, 1));

    assertThatThrownBy(() -> new ShardMean(states))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("belong to different slices");
  }

  private float[] floats() {
    float[] values = new float[SIZE];
    for (int i = 0; i < SIZE; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  private static TrainingState state(float[] moment, int updates, float change) {
    TrainingStateBuilder state = new TrainingStateBuilder();
    state.metadata(TrainingState.PHASE, "TUNING");
    state.add(
        new TensorInfo("optimizer/first/w", DType.F32, List.of((long) moment.length)),
        littleEndian(4 * moment.length, buffer -> buffer.asFloatBuffer().put(moment)));
    state.updates("w", updates);
    state.delta("fc", new Codebook(2, new float[] {change, change, change, change}));
    return TrainingState.parse(state.toBytes());
  }

  private static TrainingState withCount(long count) {
    TrainingStateBuilder state = new TrainingStateBuilder();
    state.buffer(
        new TensorInfo("count", DType.I64, List.of(1L)),
        littleEndian(8, buffer -> buffer.putLong(0, count)));
    return TrainingState.parse(state.toBytes());
  }

  private static ByteBuffer littleEndian(int bytes, Consumer<ByteBuffer> fill) {
    ByteBuffer buffer = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    fill.accept(buffer);
    return buffer;
  }
}
