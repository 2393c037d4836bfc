package dev.centroid.quantization.torchscript;

import dev.centroid.quantization.InvalidInputException;
import dev.centroid.quantization.torchscript.PickleValue.Instance;
import dev.centroid.quantization.torchscript.PickleValue.Mapping;
import dev.centroid.quantization.torchscript.PickleValue.Storage;
import dev.centroid.quantization.torchscript.PickleValue.Tensor;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Writes a pickle of protocol 2 from the opcodes that libtorch knows. Each value that was one
 * object when it was read is written once and recalled after that, so that tied tensors and shared
 * modules stay one.
 */
final class PickleWriter {

  /** Deeper than modules and their attributes nest; libtorch reads by a stack, Java recurses. */
  private static final int DEEPEST = 400;

  private static final int LARGEST_BYTE = 0xff;
  private static final int LARGEST_SHORT = 0xffff;

  private final String where;
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final IdentityHashMap<PickleValue, Integer> objects = new IdentityHashMap<>();
  private final Map<String, Integer> names = new HashMap<>();
  private final Set<PickleValue> open = Collections.newSetFromMap(new IdentityHashMap<>());
  private final Set<String> storages = new HashSet<>();
  private int memoized;

  private PickleWriter(String where) {
    this.where = where;
  }

  /**
   * @param where file and entry, for messages
   * @throws InvalidInputException if a value contains itself, or values nest too deeply
   */
  static Written write(String where, PickleValue value) {
    PickleWriter writer = new PickleWriter(where);
    writer.opcode('\u0080').opcode('\u0002');
    value.write(writer);
    writer.opcode('.');
    return new Written(ByteBuffer.wrap(writer.bytes.toByteArray()), writer.storages);
  }

  /**
   * A pickle.
   *
   * @param storages keys of those that it asks for
   */
  record Written(ByteBuffer pickle, Set<String> storages) {}

  void none() {
    opcode('N');
  }

  void bool(boolean value) {
    opcode(value ? '\u0088' : '\u0089');
  }

  void integer(long value) {
    if (value >= 0 && value <= LARGEST_BYTE) {
      opcode('K').number(1, value);
    } else if (value >= 0 && value <= LARGEST_SHORT) {
      opcode('M').number(Short.BYTES, value);
    } else if (value == (int) value) {
      opcode('J').number(Integer.BYTES, value);
    } else {
      opcode('\u008a').number(1, Long.BYTES).number(Long.BYTES, value);
    }
  }

  void real(double value) {
    opcode('G').number(Long.BYTES, Long.reverseBytes(Double.doubleToRawLongBits(value)));
  }

  void text(String value) {
    named(
        "X" + value,
        () -> {
          byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
          opcode('X').number(Integer.BYTES, utf8.length);
          bytes.writeBytes(utf8);
        });
  }

  void global(String qualified) {
    named(
        "c" + qualified,
        () -> {
          int dot = qualified.lastIndexOf('.');
          String lines = qualified.substring(0, dot) + "\n" + qualified.substring(dot + 1) + "\n";
          opcode('c');
          bytes.writeBytes(lines.getBytes(StandardCharsets.US_ASCII));
        });
  }

  void tuple(List<PickleValue> items) {
    if (items.isEmpty()) {
      opcode(')');
    } else {
      opcode('(');
      items.forEach(item -> item.write(this));
      opcode('t');
    }
  }

  void list(List<PickleValue> items) {
    opcode(']').opcode('(');
    items.forEach(item -> item.write(this));
    opcode('e');
  }

  void dict(List<Mapping.Pair> pairs) {
    opcode('}').opcode('(');
    for (Mapping.Pair pair : pairs) {
      pair.key().write(this);
      pair.value().write(this);
    }
    opcode('u');
  }

  void storage(Storage storage) {
    opcode('(');
    storages.add(storage.key());
    text("storage");
    storage.type().write(this);
    text(storage.key());
    text(storage.device());
    integer(storage.elements());
    opcode('t').opcode('Q');
  }

  void tensor(Tensor tensor) {
    PickleGlobals.REBUILD_TENSOR.write(this);
    opcode('(');
    tensor.storage().write(this);
    integer(tensor.view().offset());
    tuple(integers(tensor.view().shape()));
    tuple(integers(tensor.view().stride()));
    bool(tensor.requiresGradient());
    PickleGlobals.ORDERED_DICT.write(this);
    tuple(List.of());
    opcode('R');
    opcode('t').opcode('R');
  }

  private static List<PickleValue> integers(List<Long> values) {
    return values.stream().<PickleValue>map(PickleValue.Int::new).toList();
  }

  void call(PickleValue callee, PickleValue argument) {
    callee.write(this);
    argument.write(this);
    opcode('R');
  }

  void object(Instance object) {
    global(object.className());
    opcode(')').opcode('\u0081');
    object
        .state()
        .ifPresent(
            state -> {
              state.write(this);
              opcode('b');
            });
  }

  /**
   * Writes a value the first time, and recalls it after that.
   *
   * @throws InvalidInputException if the value contains itself, or values nest too deeply
   */
  void once(PickleValue value, Runnable body) {
    Integer known = objects.get(value);
    if (known != null) {
      recall(known);
      return;
    }
    if (!open.add(value)) {
      throw new InvalidInputException(
          where
              + " holds an object that contains itself, which cannot be written again; save the"
              + " model with torch.jit.save, which writes no such object");
    }
    if (open.size() > DEEPEST) {
      throw new InvalidInputException(
          where
              + " nests its objects deeper than "
              + DEEPEST
              + " levels; nest the model's modules and attributes less deeply");
    }
    body.run();
    open.remove(value);
    objects.put(value, memoize());
  }

  private void named(String name, Runnable body) {
    Integer known = names.get(name);
    if (known != null) {
      recall(known);
    } else {
      body.run();
      names.put(name, memoize());
    }
  }

  private int memoize() {
    if (memoized <= LARGEST_BYTE) {
      opcode('q').number(1, memoized);
    } else {
      opcode('r').number(Integer.BYTES, memoized);
    }
    return memoized++;
  }

  private void recall(int index) {
    if (index <= LARGEST_BYTE) {
      opcode('h').number(1, index);
    } else {
      opcode('j').number(Integer.BYTES, index);
    }
  }

  private PickleWriter opcode(char opcode) {
    bytes.write(opcode);
    return this;
  }

  private PickleWriter number(int length, long value) {
    ByteBuffer buffer = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.write(buffer.putLong(value).array(), 0, length);
    return this;
  }
}
