package dev.centroid.quantization.torchscript;

import dev.centroid.quantization.torchscript.PickleValue.Call;
import dev.centroid.quantization.torchscript.PickleValue.ClassName;
import dev.centroid.quantization.torchscript.PickleValue.Function;
import dev.centroid.quantization.torchscript.PickleValue.Instance;
import dev.centroid.quantization.torchscript.PickleValue.Int;
import dev.centroid.quantization.torchscript.PickleValue.Mapping;
import dev.centroid.quantization.torchscript.PickleValue.Sequence;
import dev.centroid.quantization.torchscript.PickleValue.Storage;
import dev.centroid.quantization.torchscript.PickleValue.StorageType;
import dev.centroid.quantization.torchscript.PickleValue.Text;
import dev.centroid.quantization.torchscript.PickleValue.Tuple;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The stack, marks and memo that the opcodes of a pickle work on. Every method throws {@link
 * IllegalArgumentException}, with what should be so, if the pickle breaks the rules.
 */
final class PickleMachine {

  /** What one byte can name; real pickles leave none. */
  private static final int MOST_GAPS = 256;

  private final List<PickleValue> stack = new ArrayList<>();
  private final List<Integer> marks = new ArrayList<>();
  private final Map<Long, PickleValue> memo = new HashMap<>();

  void push(PickleValue value) {
    stack.add(value);
  }

  PickleValue pop() {
    int lowest = marks.isEmpty() ? 0 : marks.get(marks.size() - 1);
    check(stack.size() > lowest, "nothing is taken from an empty stack");
    return stack.remove(stack.size() - 1);
  }

  PickleValue top() {
    PickleValue value = pop();
    push(value);
    return value;
  }

  void mark() {
    marks.add(stack.size());
  }

  List<PickleValue> popToMark() {
    check(!marks.isEmpty(), "a mark is set before it is used");
    int from = marks.remove(marks.size() - 1);
    List<PickleValue> above = stack.subList(from, stack.size());
    List<PickleValue> values = List.copyOf(above);
    above.clear();
    return values;
  }

  /** libtorch allocates all places of its memo up to the index, whatever the index is. */
  void memoize(long index) {
    check(index <= memo.size() + MOST_GAPS, "the memo is filled in order");
    memo.put(index, top());
  }

  void recall(long index) {
    push(
        Optional.ofNullable(memo.get(index))
            .orElseThrow(
                () -> new IllegalArgumentException("the memo is filled before it is read")));
  }

  void tuple(int length) {
    List<PickleValue> items = new ArrayList<>(length);
    for (int i = 0; i < length; i++) {
      items.add(0, pop());
    }
    push(new Tuple(List.copyOf(items)));
  }

  void append(List<PickleValue> items) {
    check(top() instanceof Sequence, "items are appended to a list");
    ((Sequence) top()).items().addAll(items);
  }

  void setItems(List<PickleValue> keysAndValues) {
    check(top() instanceof Mapping, "pairs are put into a dict");
    check(keysAndValues.size() % 2 == 0, "every key has a value");
    List<Mapping.Pair> pairs = ((Mapping) top()).pairs();
    for (int i = 0; i < keysAndValues.size(); i += 2) {
      pairs.add(new Mapping.Pair(keysAndValues.get(i), keysAndValues.get(i + 1)));
    }
  }

  void newObject() {
    check(isEmptyTuple(pop()), "objects are made without arguments");
    PickleValue type = pop();
    check(type instanceof ClassName, "objects are of the archive's own classes");
    push(new Instance(((ClassName) type).qualified()));
  }

  private static boolean isEmptyTuple(PickleValue value) {
    return value instanceof Tuple tuple && tuple.items().isEmpty();
  }

  void build() {
    PickleValue state = pop();
    check(
        top() instanceof Instance instance && instance.build(state),
        "an object is given its state once");
  }

  void reduce() {
    PickleValue argument = pop();
    PickleValue callee = pop();
    if (callee instanceof Function call) {
      check(argument instanceof Tuple, "arguments are a tuple");
      push(call.function().call(call, ((Tuple) argument).items()));
    } else {
      // A member of an enum of the archive's code: libtorch gives it its value without a tuple.
      check(callee instanceof ClassName, "only functions and enums are called");
      push(new Call(callee, argument));
    }
  }

  /** A persistent id: {@code ('storage', type, key, device, elements)}. */
  Storage loadStorage() {
    PickleValue id = pop();
    check(
        id instanceof Tuple tuple
            && tuple.items().size() == 5
            && tuple.items().get(0) instanceof Text kind
            && kind.value().equals("storage")
            && tuple.items().get(1) instanceof StorageType
            && tuple.items().get(2) instanceof Text
            && tuple.items().get(3) instanceof Text
            && tuple.items().get(4) instanceof Int elements
            && elements.value() >= 0,
        "a persistent id names a storage, its type, key, device and size");
    List<PickleValue> items = ((Tuple) id).items();
    Storage storage =
        new Storage(
            (StorageType) items.get(1),
            ((Text) items.get(2)).value(),
            ((Text) items.get(3)).value(),
            ((Int) items.get(4)).value());
    push(storage);
    return storage;
  }

  /** The pickle's value; nothing else may be left. */
  PickleValue result() {
    check(marks.isEmpty() && stack.size() == 1, "one value is left at the end");
    return pop();
  }

  private static void check(boolean condition, String promise) {
    if (!condition) {
      throw new IllegalArgumentException(promise);
    }
  }
}
