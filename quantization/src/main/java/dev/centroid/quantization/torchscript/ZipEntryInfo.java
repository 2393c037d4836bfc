package dev.centroid.quantization.torchscript;

/**
 * An entry of a zip file, as its central directory has it and its local header confirms it.
 *
 * @param name path inside the archive
 * @param deflated whether the data is compressed; otherwise it is stored
 * @param checksum CRC-32 of the content
 * @param compressedSize bytes in the file
 * @param size bytes of the content
 * @param localOffset where the local header begins
 * @param dataOffset where the data begins
 */
record ZipEntryInfo(
    String name,
    boolean deflated,
    int checksum,
    long compressedSize,
    long size,
    long localOffset,
    long dataOffset) {

  long dataEnd() {
    return dataOffset + compressedSize;
  }

  /** Whether it only names a folder. */
  boolean isFolder() {
    return name.endsWith("/");
  }
}
