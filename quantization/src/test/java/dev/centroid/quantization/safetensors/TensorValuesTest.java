package dev.centroid.quantization.safetensors;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class TensorValuesTest {

  @ParameterizedTest
  @EnumSource
  void everyTypeIsReadAsFloatsOrAsIntegers(DType dtype) {
    ByteBuffer data = little(3 * dtype.byteSize());

    int count =
        dtype.isFloatingPoint()
            ? TensorValues.floats(dtype, data).length
            : TensorValues.longs(dtype, data).length;

    assertThat(count).isEqualTo(3);
  }

  @ParameterizedTest
  @CsvSource({"3C00, 1", "C000, -2", "7C00, Infinity", "0001, 5.9604645E-8"})
  void halvesHaveFiveBitsOfExponent(String bits, float value) {
    ByteBuffer data = little(2).putShort(0, (short) Integer.parseInt(bits, 16));

    assertThat(TensorValues.floats(DType.F16, data)).containsExactly(value);
  }

  @ParameterizedTest
  @CsvSource({"3F80, 1", "C000, -2", "7F80, Infinity", "0001, 9.18355E-41"})
  void brainFloatsAreTheUpperHalfOfFloats(String bits, float value) {
    ByteBuffer data = little(2).putShort(0, (short) Integer.parseInt(bits, 16));

    assertThat(TensorValues.floats(DType.BF16, data)).containsExactly(value);
  }

  @Test
  void signedTypesKeepTheirSign() {
    ByteBuffer data = little(8).putLong(0, -2);

    assertThat(TensorValues.longs(DType.I64, data)).containsExactly(-2);
    assertThat(TensorValues.longs(DType.I32, data)).containsExactly(-2, -1);
    assertThat(TensorValues.longs(DType.I16, data)).containsExactly(-2, -1, -1, -1);
    assertThat(TensorValues.longs(DType.I8, data)).startsWith(-2, -1);
  }

  @Test
  void unsignedBytesHaveNone() {
    ByteBuffer data = little(2).putShort(0, (short) 0xff80);

    assertThat(TensorValues.longs(DType.U8, data)).containsExactly(128, 255);
  }

  @Test
  void theBuffersPositionStaysAsItIs() {
    ByteBuffer data = little(8).putFloat(4, 7f).position(4);

    assertThat(TensorValues.floats(DType.F32, data)).containsExactly(7f);
    assertThat(data.position()).isEqualTo(4);
  }

  private static ByteBuffer little(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
