package dev.centroid.quantization.plan;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.centroid.quantization.InvalidInputException;
import dev.centroid.quantization.safetensors.DType;
import dev.centroid.quantization.torchscript.ArchiveTensor;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SharedStorageTest {

  @Test
  void aTransposedViewIsRefused() {
    assertThatThrownBy(
            () ->
                SharedStorage.requireApart(
                    List.of(
                        tensor("emb", List.of(8L, 4L), List.of(4L, 1L), "0", 0),
                        tensor("head", List.of(4L, 8L), List.of(1L, 4L), "0", 0))))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "head shares a part of its data with emb but lays it out differently; give one of them"
                + " a copy (clone) and save the model again");
  }

  @Test
  void aSliceOfAnotherTensorIsRefused() {
    assertThatThrownBy(
            () ->
                SharedStorage.requireApart(
                    List.of(
                        tensor("slice", List.of(4L), List.of(1L), "0", 28),
                        tensor("all", List.of(8L, 4L), List.of(4L, 1L), "0", 0))))
        .isInstanceOf(InvalidInputException.class);
  }

  @Test
  void neighboursInOneStorageAreFine() {
    assertThatCode(
            () ->
                SharedStorage.requireApart(
                    List.of(
                        tensor("second", List.of(4L), List.of(1L), "0", 32),
                        tensor("first", List.of(8L, 4L), List.of(4L, 1L), "0", 0),
                        tensor("empty", List.of(0L, 4L), List.of(4L, 1L), "0", 0),
                        tensor("elsewhere", List.of(8L, 4L), List.of(4L, 1L), "1", 0))))
        .doesNotThrowAnyException();
  }

  private static ArchiveTensor tensor(
      String path, List<Long> shape, List<Long> stride, String storage, long offset) {
    return new ArchiveTensor(
        path, "module", true, DType.F32, shape, stride, storage, offset, Optional.empty());
  }
}
