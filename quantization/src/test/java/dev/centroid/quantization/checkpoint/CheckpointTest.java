package dev.centroid.quantization.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.centroid.quantization.InvalidInputException;
import dev.centroid.quantization.random.TestSeed;
import dev.centroid.quantization.safetensors.SafetensorsWriter;
import dev.centroid.quantization.safetensors.TensorInfo;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CheckpointTest {

  private static final float[] ONE = {1};

  private final long seed = TestSeed.value();
  private final Random random = new Random(seed);

  @TempDir private Path folder;

  private void shard(int number, String... names) throws IOException {
    SafetensorsWriter writer = new SafetensorsWriter();
    for (String name : names) {
      writer.addFloats(name, List.of(1L), ONE);
    }
    Files.write(folder.resolve(RandomCheckpoint.shardName(number)), writer.toBytes());
  }

  private Path index(Map<String, Integer> shards) throws IOException {
    Map<String, String> names = new TreeMap<>();
    shards.forEach((tensor, shard) -> names.put(tensor, RandomCheckpoint.shardName(shard)));
    return RandomCheckpoint.writeIndex(folder, names);
  }

  private static void assertRefused(Path index, String... words) {
    assertThatThrownBy(() -> Checkpoint.ofIndex(index))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContainingAll(words);
  }

  @Test
  void shardsHoldEveryTensorAsItWasWritten() throws IOException {
    RandomCheckpoint tensors = RandomCheckpoint.draw(random);

    Checkpoint checkpoint = Checkpoint.ofIndex(tensors.writeShards(folder, 4, random));

    assertThat(checkpoint.tensors())
        .as("seed %d", seed)
        .containsExactlyInAnyOrderElementsOf(tensors.tensors().keySet());
    for (Map.Entry<TensorInfo, ByteBuffer> tensor : tensors.tensors().entrySet()) {
      assertThat(checkpoint.data(tensor.getKey().name()))
          .as("%s, seed %d", tensor.getKey(), seed)
          .isEqualTo(tensor.getValue());
    }
  }

  @Test
  void aShardThatIsMissing() throws IOException {
    shard(1, "a");

    assertRefused(index(Map.of("a", 1, "b", 2)), "model-00002.safetensors", "no such file");
  }

  @Test
  void aTensorThatItsShardLacks() throws IOException {
    shard(1, "a");
    shard(2, "c");

    assertRefused(index(Map.of("a", 1, "b", 2, "c", 2)), "is not in model-00002");
  }

  @Test
  void aTensorInAnotherShardThanNamed() throws IOException {
    shard(1, "a");
    shard(2, "b");

    assertRefused(index(Map.of("a", 2, "b", 1)), "is not in model-0000");
  }

  @Test
  void aTensorInTwoShards() throws IOException {
    shard(1, "a");
    shard(2, "a", "b");

    assertRefused(index(Map.of("a", 1, "b", 2)), "is in another shard too");
  }

  @Test
  void aTensorThatTheIndexDoesNotName() throws IOException {
    shard(1, "a", "hidden");

    assertRefused(index(Map.of("a", 1)), "hidden", "not named");
  }

  @ParameterizedTest
  @ValueSource(strings = {"../x.safetensors", "/etc/passwd", "a/b", "..", "", "a\\\\b", "\\u0000"})
  void anIndexDoesNotLeadOutOfItsFolder(String name) throws IOException {
    Path index = RandomCheckpoint.writeIndex(folder, Map.of("a", name));

    assertRefused(index, "no name of a file beside it");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{",
        "{}",
        "{\"weight_map\": {}}",
        "{\"weight_map\": []}",
        "{\"weight_map\": {\"a\": 1}}",
        "{\"weight_map\": {\"a\": \"x\", \"a\": \"y\"}}",
        "{\"metadata\": [[[[[[[[[[[[]]]]]]]]]]]]}",
      })
  void whatIsNoIndex(String text) throws IOException {
    Path index = Files.writeString(folder.resolve("model.safetensors.index.json"), text);

    assertRefused(index, "model.safetensors.index.json: ", "give the index");
  }
}
