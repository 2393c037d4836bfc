package dev.centroid.quantization.torchscript;

import dev.centroid.quantization.torchscript.PickleValue.Bool;
import dev.centroid.quantization.torchscript.PickleValue.Call;
import dev.centroid.quantization.torchscript.PickleValue.Function;
import dev.centroid.quantization.torchscript.PickleValue.Int;
import dev.centroid.quantization.torchscript.PickleValue.Sequence;
import dev.centroid.quantization.torchscript.PickleValue.Storage;
import dev.centroid.quantization.torchscript.PickleValue.Tensor;
import dev.centroid.quantization.torchscript.PickleValue.Tuple;
import java.util.List;

/** The functions that the pickles of TorchScript archives call, all of them harmless. */
enum PickleFunction {
  /** {@code (storage, offset, shape, stride, requires_grad, hooks)} to a tensor. */
  REBUILD_TENSOR {
    @Override
    PickleValue call(Function self, List<PickleValue> arguments) {
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
      check(arguments.get(4) instanceof Bool, "a tensor says whether it asks for gradients");
      return new Tensor(storage, view, ((Bool) arguments.get(4)).value());
    }
  },

  /** {@code (tensor, requires_grad, hooks)} to the same tensor. */
  REBUILD_PARAMETER {
    @Override
    PickleValue call(Function self, List<PickleValue> arguments) {
      check(
          arguments.size() == 3
              && arguments.get(0) instanceof Tensor
              && arguments.get(1) instanceof Bool,
          "a parameter begins with its tensor, and whether it asks for gradients");
      Tensor tensor = (Tensor) arguments.get(0);
      return new Tensor(tensor.storage(), tensor.view(), ((Bool) arguments.get(1)).value());
    }
  },

  /** {@code ()} to an empty dict: the hooks of a tensor, of which there are none. */
  ORDERED_DICT {
    @Override
    PickleValue call(Function self, List<PickleValue> arguments) {
      check(arguments.isEmpty(), "an OrderedDict is made empty");
      return new Call(self, new Tuple(List.of()));
    }
  },

  /** {@code (list)} to the same list: tells libtorch its type. */
  BUILD_LIST {
    @Override
    PickleValue call(Function self, List<PickleValue> arguments) {
      check(
          arguments.size() == 1 && arguments.get(0) instanceof Sequence,
          "a typed list is made of a list");
      return new Call(self, new Tuple(arguments));
    }
  },

  /** {@code (value, type)} to the same value: tells libtorch its type. */
  RESTORE_TYPE {
    @Override
    PickleValue call(Function self, List<PickleValue> arguments) {
      check(arguments.size() == 2, "a type tag has a value and a type");
      return new Call(self, new Tuple(arguments));
    }
  },

  /** {@code (name)} to a device. */
  DEVICE {
    @Override
    PickleValue call(Function self, List<PickleValue> arguments) {
      check(arguments.size() == 1, "a device has a name");
      return new Call(self, new Tuple(arguments));
    }
  };

  /**
   * @throws IllegalArgumentException with what should be so, if the arguments do not fit
   */
  abstract PickleValue call(Function self, List<PickleValue> arguments);

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
