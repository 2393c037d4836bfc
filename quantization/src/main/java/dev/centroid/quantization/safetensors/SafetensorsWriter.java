package dev.centroid.quantization.safetensors;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * Collects tensors and metadata and gives the safetensors file that holds them. The bytes are a
 * pure function of what was added and in which order: nothing of the time, the machine or a hash's
 * order gets in.
 */
public final class SafetensorsWriter {

  private final Map<String, String> metadata = new LinkedHashMap<>();
  private final Set<String> names = new LinkedHashSet<>();
  private final List<TensorInfo> tensors = new ArrayList<>();
  private final List<ByteBuffer> contents = new ArrayList<>();

  /**
   * Adds a key-value pair of text.
   *
   * @throws IllegalArgumentException if the key was added before
   */
  public SafetensorsWriter metadata(String key, String value) {
    if (metadata.putIfAbsent(key, value) != null) {
      throw new IllegalArgumentException("Metadata " + key + " was added twice");
    }
    return this;
  }

  /**
   * Adds a tensor after those added so far.
   *
   * @param info name, type and shape
   * @param data the elements, little-endian, from the buffer's position to its limit. Not copied:
   *     it must not change until the file is written
   * @throws IllegalArgumentException if the name is taken, or the data has not the length that type
   *     and shape need
   */
  public SafetensorsWriter add(TensorInfo info, ByteBuffer data) {
    requireLength(info, data);
    if (info.name().equals(HeaderParser.METADATA_KEY) || !names.add(info.name())) {
      throw new IllegalArgumentException(info.name() + " is already taken");
    }
    tensors.add(info);
    contents.add(data.asReadOnlyBuffer());
    return this;
  }

  /**
   * Adds a tensor of type F32.
   *
   * @param values its elements in row-major order
   * @throws IllegalArgumentException as {@link #add}
   */
  public SafetensorsWriter addFloats(String name, List<Long> shape, float[] values) {
    return add(new TensorInfo(name, DType.F32, shape), TensorValues.bytes(values));
  }

  /**
   * Adds a one-dimensional tensor of type U8.
   *
   * @param values not copied: must not change until the file is written
   * @throws IllegalArgumentException as {@link #add}
   */
  public SafetensorsWriter addBytes(String name, byte[] values) {
    List<Long> shape = List.of((long) values.length);
    return add(new TensorInfo(name, DType.U8, shape), ByteBuffer.wrap(values));
  }

  /**
   * The whole file.
   *
   * @throws IllegalArgumentException if it would have 2 GiB or more
   */
  public byte[] toBytes() {
    long size = fileSize(tensors, metadata);
    if (size > Integer.MAX_VALUE) {
      throw new IllegalArgumentException("The file would have " + size + " bytes, over 2 GiB");
    }
    ByteBuffer file = ByteBuffer.allocate((int) size);
    file.put(HeaderWriter.encode(tensors, metadata));
    contents.forEach(data -> file.put(data.duplicate()));
    return file.array();
  }

  /**
   * Writes a file tensor by tensor: only one need be in memory.
   *
   * @param tensors in the order of their data
   * @param contents gives the elements of each, little-endian, when its turn has come
   * @throws IllegalArgumentException if contents have not the length that type and shape need
   */
  public static void write(
      WritableByteChannel file,
      List<TensorInfo> tensors,
      Map<String, String> metadata,
      Function<TensorInfo, ByteBuffer> contents)
      throws IOException {
    writeFully(file, ByteBuffer.wrap(HeaderWriter.encode(tensors, metadata)));
    for (TensorInfo tensor : tensors) {
      ByteBuffer data = contents.apply(tensor);
      requireLength(tensor, data);
      writeFully(file, data.duplicate());
    }
  }

  private static void writeFully(WritableByteChannel file, ByteBuffer data) throws IOException {
    while (data.hasRemaining()) {
      file.write(data);
    }
  }

  private static void requireLength(TensorInfo info, ByteBuffer data) {
    if (data.remaining() != info.bytes()) {
      throw new IllegalArgumentException(
          info.name() + " needs " + info.bytes() + " bytes, but was given " + data.remaining());
    }
  }

  /**
   * The exact size of a file before it exists.
   *
   * @param tensors what would be added, in order
   * @param metadata what would be added
   * @return bytes, header included
   */
  public static long fileSize(List<TensorInfo> tensors, Map<String, String> metadata) {
    long size = HeaderWriter.encode(tensors, metadata).length;
    for (TensorInfo tensor : tensors) {
      size = Math.addExact(size, tensor.bytes());
    }
    return size;
  }
}
