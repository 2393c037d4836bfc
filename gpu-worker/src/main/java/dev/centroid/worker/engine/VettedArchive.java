package dev.centroid.worker.engine;

import dev.centroid.quantization.torchscript.TorchScriptArchive;

/** The last check before libtorch: whatever made an archive, its code is vetted here. */
final class VettedArchive {

  private VettedArchive() {}

  /**
   * An archive as libtorch must load it.
   *
   * @param archive a TorchScript file's bytes
   * @param name of the file, for messages
   * @throws dev.centroid.quantization.InvalidInputException if something in it is not allowed
   */
  static byte[] of(byte[] archive, String name) {
    return TorchScriptArchive.parse(archive, name).forEngine(archive);
  }
}
