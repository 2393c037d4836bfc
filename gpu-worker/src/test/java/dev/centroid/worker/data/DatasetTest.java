package dev.centroid.worker.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.centroid.quantization.InvalidInputException;
import dev.centroid.quantization.recipe.DataSettings;
import dev.centroid.quantization.recipe.DataSettings.Augmentation;
import dev.centroid.quantization.recipe.DataSettings.Augmentation.Padding;
import dev.centroid.quantization.recipe.DataSettings.InputType;
import dev.centroid.quantization.safetensors.DType;
import dev.centroid.quantization.safetensors.SafetensorsFile;
import dev.centroid.quantization.safetensors.SafetensorsWriter;
import dev.centroid.quantization.safetensors.TensorInfo;
import dev.centroid.worker.SampleData;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

class DatasetTest {

  private static final DataSettings PLAIN =
      new DataSettings(InputType.FLOAT32, 1, List.of(), List.of(), Augmentation.NONE);

  @Test
  void valuesAreScaledAndNormalisedByChannel() {
    // given
    DataSettings settings =
        new DataSettings(
            InputType.FLOAT32, 0.5, List.of(1.0, 2.0), List.of(4.0, 8.0), Augmentation.NONE);

    // then
    assertThat(floats(images(10, 20), settings, Placement.IDENTITY))
        .containsExactly((10 * 0.5f - 1) / 4, (20 * 0.5f - 2) / 8);
  }

  @Test
  void aMirroredImageHasItsColumnsInReverse() {
    assertThat(floats(row(1, 2, 3), PLAIN, new Placement(0, 0, true, Padding.ZERO)))
        .containsExactly(3, 2, 1);
  }

  @Test
  void aCropOfThePaddedImageBringsInZeroPixels() {
    // given
    DataSettings settings =
        new DataSettings(InputType.FLOAT32, 1, List.of(1.0), List.of(), Augmentation.NONE);

    // then
    assertThat(floats(row(1, 2, 3), settings, new Placement(0, 1, false, Padding.ZERO)))
        .containsExactly(1, 2, -1);
    assertThat(floats(row(1, 2, 3), settings, new Placement(1, 0, false, Padding.ZERO)))
        .containsExactly(-1, -1, -1);
  }

  @Test
  void whatComesInMayBeTheMeanWhichTheModelSeesAsZero() {
    DataSettings settings =
        new DataSettings(InputType.FLOAT32, 1, List.of(5.0), List.of(2.0), Augmentation.NONE);

    assertThat(floats(row(1, 2, 3), settings, new Placement(0, 1, false, Padding.MEAN)))
        .containsExactly(-1.5f, -1, 0);
  }

  @Test
  void labelsOfAnotherNumberAreRefused() {
    byte[] file =
        SampleData.file(
            new TensorInfo("inputs", DType.U8, List.of(2L, 1L)),
            ByteBuffer.wrap(new byte[2]),
            List.of(3L),
            new long[3]);
    assertThatThrownBy(() -> open(file, PLAIN))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("data.safetensors")
        .hasMessageContaining("2 examples");
  }

  @Test
  void aLabelThatIsNoClassIsRefusedWithItsPlace() {
    byte[] file =
        SampleData.file(
            new TensorInfo("inputs", DType.U8, List.of(2L, 1L)),
            ByteBuffer.wrap(new byte[2]),
            List.of(2L),
            new long[] {0, 4});
    Labels labels = open(file, PLAIN).requireLabels("a test");
    assertThatThrownBy(() -> labels.checkWithin(4))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("label 4 of example 1");
  }

  @Test
  void aFileWithoutInputsIsRefused() {
    byte[] file = new SafetensorsWriter().addBytes("images", new byte[1]).toBytes();
    assertThatThrownBy(() -> open(file, PLAIN))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("inputs");
  }

  @Test
  void fractionsAreRefusedAsIndices() {
    byte[] file =
        new SafetensorsWriter().addFloats("inputs", List.of(1L, 1L), new float[1]).toBytes();
    DataSettings indices =
        new DataSettings(InputType.INT64, 1, List.of(), List.of(), Augmentation.NONE);
    assertThatThrownBy(() -> open(file, indices))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("int64");
  }

  private static byte[] images(int... channels) {
    byte[] values = new byte[channels.length];
    for (int i = 0; i < channels.length; i++) {
      values[i] = (byte) channels[i];
    }
    return inputs(List.of(1L, (long) channels.length, 1L, 1L), values);
  }

  private static byte[] row(int first, int second, int third) {
    return inputs(List.of(1L, 1L, 1L, 3L), new byte[] {(byte) first, (byte) second, (byte) third});
  }

  private static byte[] inputs(List<Long> shape, byte[] values) {
    return new SafetensorsWriter()
        .add(new TensorInfo("inputs", DType.U8, shape), ByteBuffer.wrap(values))
        .toBytes();
  }

  private static float[] floats(byte[] file, DataSettings settings, Placement placement) {
    Dataset dataset = open(file, settings);
    FloatBuffer target = FloatBuffer.allocate(dataset.exampleSize());
    dataset.putFloats(0, placement, target);
    return target.array();
  }

  private static Dataset open(byte[] file, DataSettings settings) {
    String name = "data.safetensors";
    return Dataset.of(SafetensorsFile.parse(file, name), name, settings);
  }
}
