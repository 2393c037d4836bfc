package dev.centroid.worker.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import dev.centroid.quantization.InvalidInputException;
import org.junit.jupiter.api.Test;

class TorchDeviceTest {

  @Test
  void autoTakesTheGpuWhenThereIsOne() {
    assertThat(TorchDevice.select("auto", 2)).isEqualTo(Device.gpu(0));
  }

  @Test
  void autoTakesTheCpuWhenThereIsNoGpu() {
    assertThat(TorchDevice.select("auto", 0)).isEqualTo(Device.cpu());
  }

  @Test
  void aNumberedGpuIsTaken() {
    assertThat(TorchDevice.select("cuda:1", 2)).isEqualTo(Device.gpu(1));
  }

  @Test
  void aGpuThatIsNotThereIsRefused() {
    assertThatThrownBy(() -> TorchDevice.select("cuda:2", 2))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("cuda:2")
        .hasMessageContaining("2 GPUs");
  }

  @Test
  void anUnknownSettingIsRefused() {
    assertThatThrownBy(() -> TorchDevice.select("tpu", 0))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("tpu");
  }
}
