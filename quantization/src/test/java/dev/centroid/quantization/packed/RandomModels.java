package dev.centroid.quantization.packed;

import dev.centroid.quantization.CompressedWeight;
import dev.centroid.quantization.product.ChannelOrder;
import dev.centroid.quantization.product.Codebook;
import dev.centroid.quantization.product.QuantizedWeight;
import dev.centroid.quantization.product.RandomOrders;
import dev.centroid.quantization.recipe.PackingSettings.CentroidType;
import dev.centroid.quantization.recipe.PackingSettings.CodeForm;
import dev.centroid.quantization.recipe.ScalarScheme.Granularity;
import dev.centroid.quantization.safetensors.DType;
import dev.centroid.quantization.safetensors.TensorInfo;
import dev.centroid.quantization.scalar.AffineGrid;
import dev.centroid.quantization.scalar.ScalarWeight;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;

/**
 * A random model in packed form: its entries and the contents that go with them.
 *
 * @param weights of the compressed tensors, by path
 * @param kept contents of the kept tensors, by path, in the model's element types
 */
record RandomModels(
    PackedManifest manifest,
    List<PackedEntry> entries,
    Map<String, CompressedWeight> weights,
    Map<String, byte[]> kept) {

  private static final List<CentroidType> TYPES = List.of(CentroidType.values());
  private static final DType[] FLOATS = {DType.F32, DType.F64, DType.F16, DType.BF16};

  static RandomModels draw(long seed) {
    Random random = new Random(seed);
    List<PackedEntry> entries = new ArrayList<>();
    Map<String, CompressedWeight> weights = new LinkedHashMap<>();
    Map<String, byte[]> kept = new LinkedHashMap<>();
    boolean roundedRest = random.nextBoolean();
    int count = random.nextInt(8);
    for (int index = 0; index < count; index++) {
      String path = "layers." + index + ".weight";
      switch (random.nextInt(5)) {
        case 0 -> {
          CompressedEntry.Product entry = product(random, path);
          entries.add(entry);
          weights.put(path, weight(random, entry));
        }
        case 1 -> {
          CompressedEntry.Scalar entry = scalar(random, path);
          entries.add(entry);
          weights.put(path, weight(random, entry));
        }
        case 2 -> {
          PackedEntry.Kept entry = kept(random, path, roundedRest);
          entries.add(entry);
          kept.put(path, content(random, entry));
        }
        case 3 -> entries.add(new PackedEntry.Filled(anyInfo(random, path), random.nextInt(2)));
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
    return packed(CodeForm.PACKED);
  }

  byte[] packed(CodeForm codes) {
    PackedModelWriter writer = new PackedModelWriter(manifest, entries, codes);
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

  private static CompressedEntry.Product product(Random random, String path) {
    TensorInfo dense = weightInfo(random, path);
    int rowWidth = (int) (dense.shape().get(1) * dense.shape().get(2));
    int blockSize = 1 + random.nextInt(rowWidth);
    CentroidType type = TYPES.get(random.nextInt(TYPES.size()));
    int blocks =
        new CompressedEntry.Product(dense, blockSize, 1, type, false, Optional.empty())
            .layout()
            .blockCount();
    int centroids = Math.min(blocks, 2 + random.nextInt(40));
    boolean permuted = ChannelOrder.matters(dense.shape(), blockSize) && random.nextBoolean();
    return new CompressedEntry.Product(
        dense, blockSize, centroids, type, permuted, Optional.empty());
  }

  private static CompressedEntry.Scalar scalar(Random random, String path) {
    Granularity per = random.nextBoolean() ? Granularity.TENSOR : Granularity.CHANNEL;
    return new CompressedEntry.Scalar(
        weightInfo(random, path), 2 + random.nextInt(7), per, Optional.empty());
  }

  private static TensorInfo weightInfo(Random random, String path) {
    List<Long> shape =
        List.of(1L + random.nextInt(5), 1L + random.nextInt(7), 1L + random.nextInt(3));
    return new TensorInfo(path, FLOATS[random.nextInt(FLOATS.length)], shape);
  }

  private static ScalarWeight weight(Random random, CompressedEntry.Scalar entry) {
    List<AffineGrid> grids =
        Stream.generate(
                () ->
                    new AffineGrid(
                        random.nextFloat() + 1e-3f, random.nextInt(2000) - 1000, entry.bits()))
            .limit(entry.layout().grids())
            .toList();
    int[] codes = random.ints(entry.layout().entries(), 0, 1 << entry.bits()).toArray();
    return new ScalarWeight(entry.layout(), grids, codes);
  }

  private static QuantizedWeight weight(Random random, CompressedEntry.Product entry) {
    float[] centroids = new float[entry.centroids() * entry.blockSize()];
    for (int index = 0; index < centroids.length; index++) {
      centroids[index] = (float) random.nextGaussian();
    }
    int[] codes = random.ints(entry.layout().blockCount(), 0, entry.centroids()).toArray();
    QuantizedWeight weight =
        new QuantizedWeight(entry.layout(), new Codebook(entry.blockSize(), centroids), codes);
    return entry.permuted()
        ? weight.withOrder(RandomOrders.draw(random, entry.dense().shape()))
        : weight;
  }

  /** With a rounded rest, tensors of F32 are rounded and there are none of F16. */
  private static PackedEntry.Kept kept(Random random, String path, boolean roundedRest) {
    TensorInfo info = anyInfo(random, path);
    DType type = roundedRest && info.dtype() == DType.F16 ? DType.F32 : info.dtype();
    DType stored = roundedRest && type == DType.F32 ? DType.F16 : type;
    return new PackedEntry.Kept(new TensorInfo(path, type, info.shape()), stored);
  }

  private static byte[] content(Random random, PackedEntry.Kept entry) {
    byte[] content = new byte[(int) entry.dense().bytes()];
    random.nextBytes(content);
    if (entry.isRounded()) {
      float[] values = new float[content.length / Float.BYTES];
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) random.nextGaussian();
      }
      DenseCodec.encode(DType.F32, values).get(content);
    }
    return content;
  }

  private static TensorInfo anyInfo(Random random, String path) {
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
