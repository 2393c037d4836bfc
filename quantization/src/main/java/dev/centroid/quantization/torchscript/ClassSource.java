package dev.centroid.quantization.torchscript;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What the archive's code says of a class.
 *
 * @param module whether it is a module, with parameters, buffers and submodules
 * @param parameters names of the attributes that are parameters; some may hold None
 * @param buffers names of the attributes that are buffers; some may hold None
 * @param normEpsilon of a batch norm that uses its statistics in evaluation: what it adds to the
 *     variance
 * @param packedState of a module that packs tensors: the attributes that its saved state is the
 *     tuple of
 */
record ClassSource(
    boolean module,
    Set<String> parameters,
    Set<String> buffers,
    Optional<Double> normEpsilon,
    Optional<List<String>> packedState) {

  private static final Pattern MANGLING = Pattern.compile("\\.___torch_mangle_\\d+(?=\\.)");

  ClassSource {
    parameters = Set.copyOf(parameters);
    buffers = Set.copyOf(buffers);
  }

  /**
   * The name that a class had in Python: {@code
   * __torch__.torch.nn.modules.conv.___torch_mangle_3.Conv2d} becomes {@code
   * torch.nn.modules.conv.Conv2d}.
   */
  static String pythonName(String qualified) {
    return MANGLING
        .matcher(qualified)
        .replaceAll("")
        .substring(PickleGlobals.OWN_CODE.length() + 1);
  }
}
