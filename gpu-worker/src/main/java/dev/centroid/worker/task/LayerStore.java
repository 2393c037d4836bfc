package dev.centroid.worker.task;

import dev.centroid.protocol.artifact.ArtifactStore;
import dev.centroid.protocol.artifact.Digest;
import dev.centroid.protocol.codebook.CodebookConflictException;
import dev.centroid.protocol.codebook.CodebookReader;
import dev.centroid.protocol.codebook.CodebookStore;
import dev.centroid.protocol.task.CodebookRef;
import dev.centroid.protocol.task.QuantizedLayer;
import dev.centroid.quantization.CompressedWeight;
import dev.centroid.quantization.packed.CodebookFile;
import dev.centroid.quantization.packed.GridFile;
import dev.centroid.quantization.plan.LayerPlan;
import dev.centroid.quantization.plan.LayerPlan.Quantization;
import dev.centroid.quantization.plan.Plan;
import dev.centroid.quantization.product.BitPacking;
import dev.centroid.quantization.product.BlockLayout;
import dev.centroid.quantization.product.ChannelOrder;
import dev.centroid.quantization.product.QuantizedWeight;
import dev.centroid.quantization.scalar.ScalarWeight;
import dev.centroid.worker.training.LayerWeight;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Quantized layers: codes in the artifact store, centroids in the codebook service. */
final class LayerStore {

  private final ArtifactStore artifacts;
  private final CodebookStore codebooks;
  private final CodebookReader reader;
  private final boolean onGpu;

  /**
   * @param onGpu whether results agree only within a tolerance when a task is done twice
   */
  LayerStore(ArtifactStore artifacts, CodebookStore codebooks, boolean onGpu) {
    this.artifacts = artifacts;
    this.codebooks = codebooks;
    this.reader = new CodebookReader(codebooks, artifacts);
    this.onGpu = onGpu;
  }

  /** Reads quantized layers, in order. */
  List<LayerWeight> read(String jobId, Plan plan, List<QuantizedLayer> layers) throws IOException {
    List<LayerWeight> weights = new ArrayList<>();
    for (QuantizedLayer layer : layers) {
      weights.add(read(jobId, plan.layers().get(layer.index()), layer));
    }
    return weights;
  }

  private LayerWeight read(String jobId, LayerPlan plan, QuantizedLayer layer) throws IOException {
    byte[] codebook = reader.read(jobId, layer.codebook());
    byte[] codes = artifacts.read(layer.codes());
    Quantization quantization = plan.quantization().orElseThrow();
    return new LayerWeight(
        plan,
        quantization instanceof Quantization.Product product
            ? product(plan, product, codebook, codes)
            : scalar((Quantization.Scalar) quantization, codebook, codes));
  }

  private static CompressedWeight product(
      LayerPlan plan, Quantization.Product product, byte[] codebook, byte[] codes) {
    ByteBuffer stored = ByteBuffer.wrap(codes);
    Optional<ChannelOrder> order =
        product.permuted()
            ? Optional.of(ChannelOrder.read(stored, plan.shape()))
            : Optional.empty();
    byte[] packed = new byte[stored.remaining()];
    stored.get(packed);
    return new QuantizedWeight(
        BlockLayout.of(plan.shape(), product.blockSize()),
        order,
        CodebookFile.parse(codebook),
        BitPacking.unpack(packed, product.codeBits(), product.blocks()));
  }

  private static CompressedWeight scalar(Quantization.Scalar scalar, byte[] grids, byte[] codes) {
    int bits = scalar.scheme().bits();
    return new ScalarWeight(
        scalar.layout(),
        GridFile.parse(grids, bits),
        BitPacking.unpack(codes, bits, scalar.layout().entries()));
  }

  /** Stores codes, bit-packed, after the order of channels that they need. */
  Digest putCodes(QuantizedWeight weight, Quantization.Product product) throws IOException {
    byte[] order = weight.order().map(ChannelOrder::toBytes).orElse(new byte[0]);
    byte[] codes = BitPacking.pack(weight.codes(), product.codeBits());
    return artifacts.put(
        ByteBuffer.allocate(order.length + codes.length).put(order).put(codes).array());
  }

  /** Stores codes, bit-packed. */
  Digest putCodes(ScalarWeight weight) throws IOException {
    return artifacts.put(BitPacking.pack(weight.codes(), weight.bits()));
  }

  /**
   * Stores the first version of a layer's centroids or grids.
   *
   * @param content a codebook file or a grid file
   * @throws TaskFailedException as {@link #putCodebook(String, CodebookRef, byte[])} does
   */
  CodebookRef putCodebook(String jobId, String layer, byte[] content) throws IOException {
    return stored(
        new CodebookRef(layer, 1, artifacts.put(content)),
        () -> codebooks.put(jobId, layer, 0, content));
  }

  /**
   * Stores the next version of a layer's centroids.
   *
   * <p>When another worker has put other bits under that version: on a CPU the promise of equal
   * bits is broken, and the task fails. On a GPU that is to be expected; the task goes on with its
   * own centroids, which are in the artifact store under the digest that its outcome names.
   *
   * @param predecessor the version before
   * @param content a codebook file
   * @throws TaskFailedException naming both digests, on a CPU
   */
  CodebookRef putCodebook(String jobId, CodebookRef predecessor, byte[] content)
      throws IOException {
    return stored(
        new CodebookRef(predecessor.layer(), predecessor.version() + 1, artifacts.put(content)),
        () -> codebooks.putAfter(jobId, predecessor, content));
  }

  /**
   * Stores the next version of a layer's centroids: what shards have made of them together.
   *
   * @param base the version that they started from
   * @param deltas their changes, in their order: codebook files
   * @throws TaskFailedException if other changes were merged under that version
   * @throws IOException if the service has not got all of them, though it acknowledged each
   */
  CodebookRef mergeCodebooks(String jobId, CodebookRef base, List<byte[]> deltas)
      throws IOException {
    try {
      return codebooks
          .contribute(jobId, base, 0, deltas.size(), deltas)
          .orElseThrow(
              () -> new IOException("the codebook service has forgotten a shard of " + base));
    } catch (CodebookConflictException e) {
      throw new TaskFailedException(
          "other shards were merged already: " + e.getMessage() + "; submit the job again", e);
    }
  }

  private CodebookRef stored(CodebookRef own, Supplier<CodebookRef> put) {
    try {
      return put.get();
    } catch (CodebookConflictException e) {
      if (onGpu) {
        return own;
      }
      throw new TaskFailedException(
          "the same task gave other centroids on another worker: "
              + e.getMessage()
              + "; run all workers of a job on CPUs of the same capability level",
          e);
    }
  }
}
