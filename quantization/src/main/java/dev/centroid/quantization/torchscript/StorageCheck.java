package dev.centroid.quantization.torchscript;

import dev.centroid.quantization.InvalidInputException;
import dev.centroid.quantization.Printable;
import dev.centroid.quantization.torchscript.PickleValue.Storage;

/**
 * Compares what a pickle says of a storage with the entry that holds it. libtorch trusts the
 * pickle, so one that promises more than is there would make it read beyond.
 *
 * @param zip the archive
 * @param folder where the storages lie, with a slash at its end
 * @param where the file, for messages
 */
record StorageCheck(ZipArchive zip, String folder, String where) {

  /**
   * @throws InvalidInputException if there is no such entry, or it is too short; an empty storage
   *     needs none
   */
  void check(Storage storage) {
    if (storage.elements() == 0) {
      return;
    }
    String entry = folder + storage.key();
    long size =
        zip.find(entry)
            .orElseThrow(() -> refused("needs " + Printable.quoted(entry) + ", which is missing"))
            .size();
    if (size / storage.dtype().byteSize() < storage.elements()) {
      throw refused(
          "needs "
              + storage.elements()
              + " elements of type "
              + storage.dtype()
              + " in "
              + Printable.quoted(entry)
              + ", which has only "
              + size
              + " bytes");
    }
  }

  private InvalidInputException refused(String problem) {
    return new InvalidInputException(
        where + ": " + problem + "; save the model again with torch.jit.save");
  }
}
