package dev.centroid.quantization.packed;

import dev.centroid.quantization.product.Codebook;
import dev.centroid.quantization.product.QuantizedWeight;
import dev.centroid.quantization.recipe.PackingSettings.CentroidType;
import dev.centroid.quantization.safetensors.DType;
import dev.centroid.quantization.safetensors.TensorInfo;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * A random model in packed form: its entries and the contents that go with them.
 *
 * @param weights of the compressed tensors, by path
 * @param kept contents of the kept tensors, by path
 */
record RandomModels(
    PackedManifest manifest,
    List<PackedEntry> entries,
    Map<String, QuantizedWeight> weights,
    Map<String, byte[]> kept) {

  private static final DType[] FLOATS = {DType.F32, DType.F64, DType.F16, DType.BF16};

  static RandomModels draw(long seed) {
    Random random = new Random(seed);
    List<PackedEntry> entries = new ArrayList<>();
    Map<String, QuantizedWeight> weights = new LinkedHashMap<>();
    Map<String, byte[]> kept = new LinkedHashMap<>();
    int count = random.nextInt(6);
    for (int index = 0; index < count; index++) {
      String path = "layers." + index + ".weight";
      switch (random.nextInt(3)) {
        case 0 -> {
          PackedEntry.Compressed entry = compressed(random, path);
          entries.add(entry);
          weights.put(path, weight(random, entry));
        }
        case 1 -> {
          TensorInfo info = keptInfo(random, path);
          byte[] content = new byte[(int) info.bytes()];
          random.nextBytes(content);
          entries.add(new PackedEntry.Kept(info));
          kept.put(path, content);
        }
        default -> tie(entries, path);
      }
    }
    return new RandomModels(
        new PackedManifest(digest(random), digest(random), random.nextLong()),
        entries,
        weights,
        kept);
  }

  byte[] packed() {
    PackedModelWriter writer = new PackedModelWriter(manifest, entries);
    weights.forEach(writer::compressed);
    kept.forEach((path, content) -> writer.kept(path, ByteBuffer.wrap(content)));
    return writer.toBytes();
  }

  private static void tie(List<PackedEntry> entries, String path) {
    if (!entries.isEmpty()) {
      PackedEntry first = entries.get(0);
      TensorInfo info = new TensorInfo(path, first.dense().dtype(), first.dense().shape());
      entries.add(new PackedEntry.Tied(info, first.dense().name()));
    }
  }

  private static PackedEntry.Compressed compressed(Random random, String path) {
    List<Long> shape =
        List.of(1L + random.nextInt(5), 1L + random.nextInt(7), 1L + random.nextInt(3));
    int blockSize = 1 + random.nextInt((int) (shape.get(1) * shape.get(2)));
    TensorInfo dense = new TensorInfo(path, FLOATS[random.nextInt(FLOATS.length)], shape);
    CentroidType type = random.nextBoolean() ? CentroidType.FLOAT16 : CentroidType.FLOAT32;
    int blocks = new PackedEntry.Compressed(dense, blockSize, 1, type).layout().blockCount();
    int centroids = Math.min(blocks, 2 + random.nextInt(40));
    return new PackedEntry.Compressed(dense, blockSize, centroids, type);
  }

  private static QuantizedWeight weight(Random random, PackedEntry.Compressed entry) {
    float[] centroids = new float[entry.centroids() * entry.blockSize()];
    for (int index = 0; index < centroids.length; index++) {
      centroids[index] = (float) random.nextGaussian();
    }
    int[] codes = random.ints(entry.layout().blockCount(), 0, entry.centroids()).toArray();
    return new QuantizedWeight(entry.layout(), new Codebook(entry.blockSize(), centroids), codes);
  }

  private static TensorInfo keptInfo(Random random, String path) {
    DType[] types = DType.values();
    List<Long> shape = new ArrayList<>();
    for (int axes = random.nextInt(3); axes > 0; axes--) {
      shape.add((long) random.nextInt(4));
    }
    return new TensorInfo(path, types[random.nextInt(types.length)], shape);
  }

  private static String digest(Random random) {
    return "%016x".formatted(random.nextLong()).repeat(4);
  }
}
