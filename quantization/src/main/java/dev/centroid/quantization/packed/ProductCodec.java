package dev.centroid.quantization.packed;

import dev.centroid.quantization.product.ChannelOrder;
import dev.centroid.quantization.product.Codebook;
import dev.centroid.quantization.product.QuantizedWeight;
import java.nio.ByteBuffer;
import java.util.Optional;

/** What product-quantized weights have beside centroids, as bytes: the order of channels, codes. */
final class ProductCodec {

  private ProductCodec() {}

  static ByteBuffer encode(QuantizedWeight weight, StoredCodes codes) {
    byte[] order = weight.order().map(ChannelOrder::toBytes).orElse(new byte[0]);
    byte[] stored = codes.encode(weight.codes());
    return ByteBuffer.allocate(order.length + stored.length).put(order).put(stored).rewind();
  }

  /**
   * @param data as many bytes as order and codes take
   * @throws IllegalArgumentException when the order, a code or an unused bit is not as it should be
   */
  static QuantizedWeight decode(ByteBuffer data, CompressedEntry.Product entry, Codebook codebook) {
    ByteBuffer bytes = data.duplicate();
    Optional<ChannelOrder> order =
        entry.permuted()
            ? Optional.of(ChannelOrder.read(bytes, entry.dense().shape()))
            : Optional.empty();
    byte[] codes = new byte[bytes.remaining()];
    bytes.get(codes);
    return new QuantizedWeight(entry.layout(), order, codebook, entry.codes().decode(codes));
  }
}
