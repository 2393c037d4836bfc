package dev.centroid.quantization.torchscript;

import dev.centroid.quantization.torchscript.PickleValue.Int;
import dev.centroid.quantization.torchscript.PickleValue.Mapping;
import dev.centroid.quantization.torchscript.PickleValue.Opaque;
import dev.centroid.quantization.torchscript.PickleValue.Sequence;
import dev.centroid.quantization.torchscript.PickleValue.Storage;
import dev.centroid.quantization.torchscript.PickleValue.Tensor;
import dev.centroid.quantization.torchscript.PickleValue.Tuple;
import java.util.ArrayList;
import java.util.List;

/** The functions that the pickles of TorchScript archives call, all of them harmless. */
enum PickleFunction {
  /** {@code (storage, offset, shape, stride, requires_grad, hooks)} to a tensor. */
  REBUILD_TENSOR {
    @Override
    PickleValue call(List<PickleValue> arguments) {
      check(arguments.size() == 6, "a tensor has six properties");
      check(arguments.get(0) instanceof Storage, "a tensor begins with its storage");
      StridedView view =
          new StridedView(
              numbers(arguments.get(2)), numbers(arguments.get(3)), number(arguments.get(1)));
      Storage storage = (Storage) arguments.get(0);
      check(view.end() <= storage.elements(), "a tensor lies within its storage");
      check(
          view.elements() <= Math.max(storage.elements(), MOST_EXPANDED_ELEMENTS),
          "a tensor does not repeat a small storage without end");
      return new Tensor(storage, view);
    }
  },

  /** {@code (tensor, requires_grad, hooks)} to the same tensor. */
  REBUILD_PARAMETER {
    @Override
    PickleValue call(List<PickleValue> arguments) {
      check(
          arguments.size() == 3 && arguments.get(0) instanceof Tensor,
          "a parameter begins with its tensor");
      return arguments.get(0);
    }
  },

  /** {@code ()} to an empty dict. */
  ORDERED_DICT {
    @Override
    PickleValue call(List<PickleValue> arguments) {
      check(arguments.isEmpty(), "an OrderedDict is made empty");
      return new Mapping(new ArrayList<>());
    }
  },

  /** {@code (list)} to the same list: only tells libtorch its type. */
  BUILD_LIST {
    @Override
    PickleValue call(List<PickleValue> arguments) {
      check(
          arguments.size() == 1 && arguments.get(0) instanceof Sequence,
          "a typed list is made of a list");
      return arguments.get(0);
    }
  },

  /** {@code (value, type)} to the same value: only tells libtorch its type. */
  RESTORE_TYPE {
    @Override
    PickleValue call(List<PickleValue> arguments) {
      check(arguments.size() == 2, "a type tag has a value and a type");
      return arguments.get(0);
    }
  },

  /** {@code (name)} to a device. */
  DEVICE {
    @Override
    PickleValue call(List<PickleValue> arguments) {
      check(arguments.size() == 1, "a device has a name");
      return new Opaque();
    }
  };

  /**
   * @throws IllegalArgumentException with what should be so, if the arguments do not fit
   */
  abstract PickleValue call(List<PickleValue> arguments);

  private static final long MOST_EXPANDED_ELEMENTS = 1 << 20;

  private static List<Long> numbers(PickleValue value) {
    check(value instanceof Tuple, "shape and stride are tuples");
    return ((Tuple) value).items().stream().map(PickleFunction::number).toList();
  }

  private static long number(PickleValue value) {
    check(value instanceof Int, "sizes, strides and offsets are integers");
    return ((Int) value).value();
  }

  private static void check(boolean condition, String promise) {
    if (!condition) {
      throw new IllegalArgumentException(promise);
    }
  }
}
