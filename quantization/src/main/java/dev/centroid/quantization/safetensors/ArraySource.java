package dev.centroid.quantization.safetensors;

import java.nio.ByteBuffer;

/** A file's content in memory. */
final class ArraySource implements Source {

  private final ByteBuffer content;

  ArraySource(byte[] content) {
    this.content = ByteBuffer.wrap(content).asReadOnlyBuffer();
  }

  @Override
  public long size() {
    return content.capacity();
  }

  @Override
  public ByteBuffer slice(long offset, int length) {
    return content.slice(Math.toIntExact(offset), length);
  }
}
