package dev.centroid.quantization.safetensors;

import java.nio.ByteBuffer;

/** Bytes of a file, of which pieces below 2 GiB can be looked at. */
interface Source {

  /** How many bytes there are. */
  long size();

  /**
   * @param offset first byte
   * @param length how many bytes; the caller has checked that they exist
   * @return a read-only view of the piece
   */
  ByteBuffer slice(long offset, int length);
}
