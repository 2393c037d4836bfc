package dev.centroid.quantization.plan;

import dev.centroid.quantization.InvalidInputException;
import dev.centroid.quantization.torchscript.ArchiveTensor;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Refuses models in which a tensor is another view of a part of another, such as its transpose:
 * compressed on its own it would contradict the other.
 */
final class SharedStorage {

  private SharedStorage() {}

  /**
   * @param holders tensors that have data of their own, tied ones left out
   */
  static void requireApart(List<ArchiveTensor> holders) {
    Map<String, List<ArchiveTensor>> byStorage = new HashMap<>();
    for (ArchiveTensor tensor : holders) {
      if (tensor.shape().stream().allMatch(extent -> extent > 0)) {
        byStorage.computeIfAbsent(tensor.storageKey(), key -> new ArrayList<>()).add(tensor);
      }
    }
    byStorage.values().forEach(SharedStorage::requireApartInStorage);
  }

  private static void requireApartInStorage(List<ArchiveTensor> tensors) {
    tensors.sort(Comparator.comparingLong(ArchiveTensor::storageOffset));
    for (int index = 1; index < tensors.size(); index++) {
      ArchiveTensor before = tensors.get(index - 1);
      ArchiveTensor tensor = tensors.get(index);
      if (tensor.storageOffset() <= lastElement(before)) {
        throw new InvalidInputException(
            ("%s shares a part of its data with %s but lays it out differently; give one of them a"
                    + " copy (clone) and save the model again")
                .formatted(tensor.path(), before.path()));
      }
    }
  }

  private static long lastElement(ArchiveTensor tensor) {
    long last = tensor.storageOffset();
    for (int axis = 0; axis < tensor.shape().size(); axis++) {
      last += (tensor.shape().get(axis) - 1) * tensor.stride().get(axis);
    }
    return last;
  }
}
