package dev.centroid.quantization.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.centroid.quantization.recipe.LayerKind;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LayerKindsTest {

  @ParameterizedTest
  @CsvSource({
    "torch.nn.modules.linear.Linear, LINEAR",
    "torch.nn.modules.linear.NonDynamicallyQuantizableLinear, LINEAR",
    "torch.nn.modules.linear.Bilinear, OTHER",
    "torch.nn.modules.sparse.Embedding, EMBEDDING",
    "torch.nn.modules.conv.Conv1d, CONV1D",
    "torch.nn.modules.conv.Conv2d, CONV2D",
    "torch.nn.modules.conv.Conv3d, CONV3D",
    "torch.nn.modules.conv.ConvTranspose2d, CONV_TRANSPOSE2D",
    "torch.nn.modules.batchnorm.BatchNorm2d, NORM",
    "torch.nn.modules.normalization.LayerNorm, NORM",
    "torch.nn.modules.instancenorm.InstanceNorm1d, NORM",
    "torch.nn.modules.rnn.LSTM, RECURRENT",
    "torch.nn.modules.activation.MultiheadAttention, ATTENTION",
    "torch.nn.modules.activation.PReLU, OTHER",
    "models.mine.Linear, OTHER",
    "torch.nn.modules., OTHER",
  })
  void aModuleClassHasItsKind(String moduleType, LayerKind kind) {
    assertThat(LayerKinds.of(moduleType)).isEqualTo(kind);
  }
}
