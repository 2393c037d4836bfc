package dev.centroid.quantization.torchscript;

import dev.centroid.quantization.InvalidInputException;
import dev.centroid.quantization.Printable;
import dev.centroid.quantization.safetensors.DType;
import dev.centroid.quantization.torchscript.PickleValue.ClassName;
import dev.centroid.quantization.torchscript.PickleValue.Function;
import dev.centroid.quantization.torchscript.PickleValue.StorageType;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The list of names that a pickle may ask for. Anything that is not on it is refused. */
final class PickleGlobals {

  /** What the names of the archive's own classes begin with. */
  static final String OWN_CODE = "__torch__";

  /** Classes written in C++. */
  static final String CUSTOM_CLASSES = OWN_CODE + ".torch.classes.";

  private static final Map<String, PickleValue> ALLOWED =
      Map.ofEntries(
          function("torch._utils._rebuild_tensor_v2", PickleFunction.REBUILD_TENSOR),
          function("torch._utils._rebuild_parameter", PickleFunction.REBUILD_PARAMETER),
          function("collections.OrderedDict", PickleFunction.ORDERED_DICT),
          function("torch.jit._pickle.build_intlist", PickleFunction.BUILD_LIST),
          function("torch.jit._pickle.build_doublelist", PickleFunction.BUILD_LIST),
          function("torch.jit._pickle.build_boollist", PickleFunction.BUILD_LIST),
          function("torch.jit._pickle.build_tensorlist", PickleFunction.BUILD_LIST),
          function("torch.jit._pickle.restore_type_tag", PickleFunction.RESTORE_TYPE),
          function("torch.device", PickleFunction.DEVICE),
          storage("Double", DType.F64),
          storage("Float", DType.F32),
          storage("Half", DType.F16),
          storage("BFloat16", DType.BF16),
          storage("Long", DType.I64),
          storage("Int", DType.I32),
          storage("Short", DType.I16),
          storage("Char", DType.I8),
          storage("Byte", DType.U8),
          storage("Bool", DType.BOOL));

  static final Function REBUILD_TENSOR = function("torch._utils._rebuild_tensor_v2");

  static final Function ORDERED_DICT = function("collections.OrderedDict");

  private static final Function TENSOR_LIST = function("torch.jit._pickle.build_tensorlist");

  private static final Function INTEGER_LIST = function("torch.jit._pickle.build_intlist");

  private PickleGlobals() {}

  /** A list whose type libtorch knows. */
  static PickleValue listOfTensors(List<? extends PickleValue> tensors) {
    return list(TENSOR_LIST, tensors);
  }

  /** A list whose type libtorch knows. */
  static PickleValue listOfIntegers(List<Long> numbers) {
    return list(INTEGER_LIST, numbers.stream().map(PickleValue.Int::new).toList());
  }

  private static PickleValue list(Function typed, List<? extends PickleValue> items) {
    return new PickleValue.Call(
        typed, new PickleValue.Tuple(List.of(new PickleValue.Sequence(List.copyOf(items)))));
  }

  private static Function function(String name) {
    return (Function) Optional.ofNullable(ALLOWED.get(name)).orElseThrow();
  }

  private static Map.Entry<String, PickleValue> function(String name, PickleFunction function) {
    return Map.entry(name, new Function(name, function));
  }

  private static Map.Entry<String, PickleValue> storage(String type, DType dtype) {
    String name = "torch." + type + "Storage";
    return Map.entry(name, new StorageType(name, dtype));
  }

  /** The type of storages of an element type. */
  static StorageType storageOf(DType dtype) {
    return ALLOWED.values().stream()
        .filter(StorageType.class::isInstance)
        .map(StorageType.class::cast)
        .filter(type -> type.dtype() == dtype)
        .findFirst()
        .orElseThrow();
  }

  /**
   * @param where file and entry, for messages
   * @throws InvalidInputException if the name is not on the list
   */
  static PickleValue resolve(String module, String name, String where) {
    String qualified = module + "." + name;
    if (qualified.startsWith(CUSTOM_CLASSES)) {
      throw new InvalidInputException(
          where
              + " has an object of "
              + Printable.quoted(qualified)
              + ", a class written in C++, which could do anything; refusing to load it");
    }
    if (module.equals(OWN_CODE) || module.startsWith(OWN_CODE + ".")) {
      return new ClassName(qualified);
    }
    return Optional.ofNullable(ALLOWED.get(qualified))
        .orElseThrow(() -> new InvalidInputException(where + refusal(qualified)));
  }

  private static String refusal(String qualified) {
    String asked = " asks for " + Printable.quoted(qualified);
    return qualified.startsWith("torch.")
        ? asked + ", which is not supported; convert the model to plain dense tensors first"
        : asked + ", which no TorchScript file needs; refusing to load it";
  }
}
