package dev.centroid.quantization.selfdecoding;

import dev.centroid.quantization.packed.CompressedEntry;
import dev.centroid.quantization.packed.PackedEntry;
import dev.centroid.quantization.packed.PackedModel;
import dev.centroid.quantization.product.BitPacking;
import dev.centroid.quantization.product.ChannelOrder;
import dev.centroid.quantization.product.QuantizedWeight;
import dev.centroid.quantization.safetensors.DType;
import dev.centroid.quantization.safetensors.TensorInfo;
import dev.centroid.quantization.scalar.AffineGrid;
import dev.centroid.quantization.scalar.ScalarWeight;
import dev.centroid.quantization.torchscript.PackedState.PackedTensor;
import dev.centroid.quantization.torchscript.TensorContent;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * What {@code centroid_decoding.py} is given for a tensor: typed tensors, and numbers that begin
 * with the kind of coding and the element type of what it decodes to.
 */
final class TorchForm {

  private static final long FILLED = 0;
  private static final long ROUNDED = 1;
  private static final long PRODUCT = 2;
  private static final long SCALAR = 3;

  private final PackedModel packed;

  TorchForm(PackedModel packed) {
    this.packed = packed;
  }

  PackedTensor of(PackedEntry entry) {
    if (entry instanceof PackedEntry.Filled filled) {
      return new PackedTensor(List.of(), coding(FILLED, entry, filled.value()));
    }
    if (entry instanceof CompressedEntry.Product product) {
      return of(product, (QuantizedWeight) packed.compressed(entry.dense().name()));
    }
    if (entry instanceof CompressedEntry.Scalar scalar) {
      return of(scalar, (ScalarWeight) packed.compressed(entry.dense().name()));
    }
    TensorInfo stored = entry.stored().get(0);
    return new PackedTensor(
        List.of(new TensorContent(stored.dtype(), stored.shape(), packed.stored(stored))),
        List.of(ROUNDED, scalarType(entry.dense().dtype())));
  }

  private PackedTensor of(CompressedEntry.Product entry, QuantizedWeight weight) {
    List<TensorContent> parts = new ArrayList<>();
    int bits = bits(entry, BitPacking.bitsFor(entry.centroids()));
    parts.add(octets(BitPacking.pack(weight.codes(), bits)));
    parts.addAll(centroids(entry));
    weight.order().ifPresent(order -> parts.add(octets(order.toBytes())));
    return new PackedTensor(
        parts,
        coding(
            PRODUCT,
            entry,
            bits,
            entry.blockSize(),
            weight.order().map(TorchForm::mark).orElse(0)));
  }

  /** What tells the bits of an order from none: one more. */
  private static int mark(ChannelOrder order) {
    return BitPacking.bitsFor(order.channels().length) + 1;
  }

  private List<TensorContent> centroids(CompressedEntry.Product entry) {
    TensorInfo info = entry.stored().get(1);
    ByteBuffer data = packed.stored(info);
    if (info.dtype() != DType.U8) {
      return List.of(new TensorContent(info.dtype(), info.shape(), data));
    }
    // Of int8, as the packed file has it: scale, zero, codes.
    int scale = data.position();
    int zero = scale + Float.BYTES;
    int codes = zero + Integer.BYTES;
    return List.of(
        TensorContent.vector(DType.U8, slice(data, codes, data.limit() - codes)),
        TensorContent.vector(DType.F32, slice(data, scale, Float.BYTES)),
        TensorContent.vector(DType.I32, slice(data, zero, Integer.BYTES)));
  }

  private PackedTensor of(CompressedEntry.Scalar entry, ScalarWeight weight) {
    int bits = bits(entry, weight.bits());
    int grids = weight.grids().size();
    ByteBuffer scales = littleEndian(grids * Float.BYTES);
    ByteBuffer zeros = littleEndian(grids * Integer.BYTES);
    for (AffineGrid grid : weight.grids()) {
      scales.putFloat(grid.scale());
      zeros.putInt(grid.zero());
    }
    return new PackedTensor(
        List.of(
            octets(BitPacking.pack(weight.codes(), bits)),
            TensorContent.vector(DType.F32, scales.flip()),
            TensorContent.vector(DType.I32, zeros.flip())),
        coding(SCALAR, entry, bits));
  }

  /**
   * Bits that a code takes here. Entropy-coded ones take a whole byte: decoding them bit by bit
   * would take TorchScript minutes, but the archive is deflated, which finds what is frequent in
   * bytes.
   */
  private static int bits(CompressedEntry entry, int needed) {
    return entry.isEntropyCoded() ? Math.max(needed, Byte.SIZE) : needed;
  }

  private static List<Long> coding(long kind, PackedEntry entry, long... numbers) {
    List<Long> coding = new ArrayList<>(List.of(kind, scalarType(entry.dense().dtype())));
    for (long number : numbers) {
      coding.add(number);
    }
    coding.addAll(entry.dense().shape());
    return coding;
  }

  /** The number by which TorchScript's code names an element type. */
  private static long scalarType(DType dtype) {
    return switch (dtype) {
      case U8 -> 0;
      case I8 -> 1;
      case I16 -> 2;
      case I32 -> 3;
      case I64 -> 4;
      case F16 -> 5;
      case F32 -> 6;
      case F64 -> 7;
      case BOOL -> 11;
      case BF16 -> 15;
    };
  }

  private static TensorContent octets(byte[] bytes) {
    return TensorContent.vector(DType.U8, ByteBuffer.wrap(bytes));
  }

  private static ByteBuffer slice(ByteBuffer data, int from, int length) {
    return data.slice(from, length).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static ByteBuffer littleEndian(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
