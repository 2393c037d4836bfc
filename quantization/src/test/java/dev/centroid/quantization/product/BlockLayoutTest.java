package dev.centroid.quantization.product;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class BlockLayoutTest {

  @ParameterizedTest
  @CsvSource({"1,1,1", "1,1,4", "3,8,4", "3,9,4", "5,7,7", "5,7,8", "2,10,3", "4,1,2"})
  void blocksTileTheWeightInOrder(int rows, int rowWidth, int blockSize) {
    BlockLayout layout = new BlockLayout(rows, rowWidth, blockSize);

    int next = 0;
    for (int block = 0; block < layout.blockCount(); block++) {
      assertThat(layout.offsetOf(block)).as("offset of block %d", block).isEqualTo(next);
      assertThat(layout.lengthOf(block)).as("length of block %d", block).isBetween(1, blockSize);
      next += layout.lengthOf(block);
    }
    assertThat(next).isEqualTo(layout.elementCount());
  }

  @ParameterizedTest
  @CsvSource({"3,8,4", "3,9,4", "5,7,8", "4,1,2"})
  void noBlockSpansTwoRows(int rows, int rowWidth, int blockSize) {
    BlockLayout layout = new BlockLayout(rows, rowWidth, blockSize);

    for (int block = 0; block < layout.blockCount(); block++) {
      int first = layout.offsetOf(block);
      int last = first + layout.lengthOf(block) - 1;
      assertThat(first / rowWidth).as("row of block %d", block).isEqualTo(last / rowWidth);
    }
  }

  @ParameterizedTest
  @CsvSource({"3,8,4", "3,9,4", "5,7,8", "4,1,2"})
  void visitorSeesWhatEachBlockIs(int rows, int rowWidth, int blockSize) {
    BlockLayout layout = new BlockLayout(rows, rowWidth, blockSize);
    List<List<Integer>> expected = new ArrayList<>();
    for (int block = 0; block < layout.blockCount(); block++) {
      expected.add(List.of(block, layout.offsetOf(block), layout.lengthOf(block)));
    }

    List<List<Integer>> seen = new ArrayList<>();
    layout.forEachBlock((block, offset, length) -> seen.add(List.of(block, offset, length)));

    assertThat(seen).isEqualTo(expected);
  }

  @Test
  void filtersOfAConvolutionAreFlattenedIntoRows() {
    assertThat(BlockLayout.of(List.of(16L, 4L, 3L, 3L), 9)).isEqualTo(new BlockLayout(16, 36, 9));
  }

  @Test
  void vectorIsOneRow() {
    assertThat(BlockLayout.of(List.of(10L), 4)).isEqualTo(new BlockLayout(1, 10, 4));
  }

  @Test
  void scalarIsRefused() {
    assertThatThrownBy(() -> BlockLayout.of(Collections.emptyList(), 4))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("scalar");
  }

  @ParameterizedTest
  @CsvSource({"4294967296,1", "1,4294967296", "65536,65536"})
  void weightBeyondAnArrayIsRefused(long rows, long width) {
    assertThatThrownBy(() -> BlockLayout.of(List.of(rows, width), 4))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("more than one array holds");
  }

  @ParameterizedTest
  @CsvSource({"0,4,4", "4,0,4", "4,4,0"})
  void emptyLayoutIsRefused(int rows, int rowWidth, int blockSize) {
    assertThatThrownBy(() -> new BlockLayout(rows, rowWidth, blockSize))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at least 1");
  }
}
