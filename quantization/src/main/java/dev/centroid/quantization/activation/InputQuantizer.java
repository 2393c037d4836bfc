package dev.centroid.quantization.activation;

import dev.centroid.quantization.packed.ActivationCoding;
import dev.centroid.quantization.safetensors.DType;
import dev.centroid.quantization.torchscript.ClassCode;
import dev.centroid.quantization.torchscript.ModuleChange;
import dev.centroid.quantization.torchscript.ModuleChange.NewBuffer;
import dev.centroid.quantization.torchscript.TensorContent;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Makes a module quantize its own input: affine, unsigned, N bits, one range for the whole tensor
 * (Fan, Stock et al. 2020, section 4.2 and appendix; the range as in Krishnamoorthi 2018, section
 * 3.1).
 *
 * <p>The range is held in two scalar buffers. Nothing has been observed while the lower end is
 * above the upper one; then evaluation leaves the input as it is. In training the first batch gives
 * the range, and each further one moves it by the momentum. Each entry is then quantized with a
 * probability, by libtorch's own generator; the gradient passes straight through where the entry is
 * within the range or was left as it is, and is 0 elsewhere.
 */
final class InputQuantizer {

  /** The buffer that holds the lower end of the range. */
  static final String LOW = "input_low";

  /** The buffer that holds the upper end of the range. */
  static final String HIGH = "input_high";

  private static final String METHOD = "fake_quantize_input";
  private static final String FORWARD = "forward";
  private static final String TENSOR = "Tensor";
  private static final String SMALLEST_SCALE = "1e-12";
  private static final int INT32 = 3;

  /** What multiplies an input with a weight: its first argument is the input. */
  private static final Pattern PRODUCT =
      Pattern.compile(
          "(?:torch\\.(?:linear|_convolution|conv\\w*)|\\)\\._conv_forward)\\((\\w+), ");

  private InputQuantizer() {}

  /**
   * Finds what a class's {@code forward} is given to multiply with the weight. A traced layer may
   * be given its weight too.
   *
   * @return the argument's name, or empty if it cannot be told
   */
  static Optional<String> inputOf(ClassCode code) {
    return code.method(FORWARD).flatMap(InputQuantizer::inputOf);
  }

  private static Optional<String> inputOf(ClassCode.Method forward) {
    List<String> tensors =
        forward.arguments().stream()
            .filter(argument -> argument.type().equals(TENSOR))
            .map(ClassCode.Argument::name)
            .toList();
    Set<String> multiplied =
        forward.body().stream()
            .flatMap(line -> PRODUCT.matcher(line).results())
            .map((MatchResult found) -> found.group(1))
            .filter(tensors::contains)
            .collect(Collectors.toSet());
    List<String> candidates = multiplied.isEmpty() ? tensors : List.copyOf(multiplied);
    return candidates.size() == 1 ? Optional.of(candidates.get(0)) : Optional.empty();
  }

  /** Whether a class has something of a name that is needed here. */
  static boolean isTaken(ClassCode code) {
    return code.method(METHOD).isPresent() || code.declares(LOW) || code.declares(HIGH);
  }

  /** The change of a module whose class {@link #inputOf} knows. */
  static ModuleChange of(ActivationCoding coding) {
    return new ModuleChange(
        code -> rewritten(code, coding),
        List.of(buffer(LOW, Float.POSITIVE_INFINITY), buffer(HIGH, Float.NEGATIVE_INFINITY)));
  }

  private static NewBuffer buffer(String name, float value) {
    ByteBuffer data = ByteBuffer.allocate(Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    return new NewBuffer(name, new TensorContent(DType.F32, List.of(), data.putFloat(0, value)));
  }

  private static ClassCode rewritten(ClassCode code, ActivationCoding coding) {
    String input = inputOf(code).orElseThrow();
    String receiver = code.method(FORWARD).orElseThrow().receiver();
    return code.withBuffer(LOW)
        .withBuffer(HIGH)
        .withFirstStatement(FORWARD, "%s = (%s).%s(%s, )".formatted(input, receiver, METHOD, input))
        .withMethod(method(code.qualifiedName(), coding));
  }

  private static List<String> method(String type, ActivationCoding coding) {
    int levels = (1 << coding.bits()) - 1;
    return """
        def %s(self: %s,
          input: Tensor) -> Tensor:
          low = self.input_low
          high = self.input_high
          training = self.training
          if training:
            batch = torch.detach(input)
            least = torch.min(batch)
            greatest = torch.max(batch)
            if bool(torch.le(low, high)):
              _0 = torch.add_(low, torch.mul(torch.sub(least, low), %s))
              _1 = torch.add_(high, torch.mul(torch.sub(greatest, high), %s))
            else:
              _2 = torch.copy_(low, least)
              _3 = torch.copy_(high, greatest)
          else:
            pass
          if bool(torch.le(low, high)):
            bottom = torch.clamp(low, None, 0)
            top = torch.clamp(high, 0)
            scale = torch.clamp(torch.div(torch.sub(top, bottom), %d), %s)
            zero = torch.to(torch.neg(torch.round(torch.div(bottom, scale))), %d)
            quantized = torch.fake_quantize_per_tensor_affine(input, scale, zero, 0, %d)
            if training:
              chosen = torch.lt(torch.rand_like(input), %s)
              result = torch.where(chosen, quantized, input)
            else:
              result = quantized
          else:
            result = input
          return result
        """
        .formatted(
            METHOD,
            type,
            coding.momentum(),
            coding.momentum(),
            levels,
            SMALLEST_SCALE,
            INT32,
            levels,
            coding.rate())
        .lines()
        .toList();
  }
}
