package dev.centroid.quantization.torchscript;

import dev.centroid.quantization.InvalidInputException;
import dev.centroid.quantization.torchscript.PickleValue.Bool;
import dev.centroid.quantization.torchscript.PickleValue.Int;
import dev.centroid.quantization.torchscript.PickleValue.Mapping;
import dev.centroid.quantization.torchscript.PickleValue.None;
import dev.centroid.quantization.torchscript.PickleValue.Real;
import dev.centroid.quantization.torchscript.PickleValue.Sequence;
import dev.centroid.quantization.torchscript.PickleValue.Storage;
import dev.centroid.quantization.torchscript.PickleValue.Text;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Reads a pickle of protocol 2 as libtorch writes it (Python's {@code pickletools} describes the
 * opcodes). It knows only the opcodes and names that TorchScript needs and calls nothing: a value
 * is data. Memory is bounded by the number of opcodes.
 */
final class PickleReader {

  private static final int MOST_OPCODES = 4_000_000;
  private static final int LONGEST_NAME = 1_000;
  private static final int PROTOCOL = 2;
  private static final char PROTO = '\u0080';
  private static final char STOP = '.';

  private final String where;
  private final ByteBuffer pickle;
  private final Consumer<Storage> storageCheck;
  private final PickleMachine machine = new PickleMachine();

  private PickleReader(String where, ByteBuffer pickle, Consumer<Storage> storageCheck) {
    this.where = where;
    this.storageCheck = storageCheck;
    this.pickle = pickle.duplicate().order(ByteOrder.LITTLE_ENDIAN);
  }

  /**
   * @param where file and entry, for messages
   * @param pickle the whole entry
   * @param storageCheck called with every storage that is named, whether a tensor needs it or not;
   *     may throw
   * @throws InvalidInputException if it is damaged, too long, or asks for anything that is not on
   *     the list
   */
  static PickleValue read(String where, ByteBuffer pickle, Consumer<Storage> storageCheck) {
    try {
      return new PickleReader(where, pickle, storageCheck).run();
    } catch (BufferUnderflowException e) {
      throw new InvalidInputException(where + " is cut short; save the model again", e);
    } catch (CharacterCodingException e) {
      throw new InvalidInputException(where + " holds text that is not UTF-8", e);
    } catch (IllegalArgumentException e) {
      throw new InvalidInputException(
          where + " is damaged (" + e.getMessage() + ", but not here); save the model again", e);
    }
  }

  private PickleValue run() throws CharacterCodingException {
    if (opcode() != PROTO || pickle.get() != PROTOCOL) {
      throw new InvalidInputException(where + " is not a pickle of protocol 2, as libtorch writes");
    }
    for (int count = 0; count < MOST_OPCODES; count++) {
      char opcode = opcode();
      if (opcode == STOP) {
        return machine.result();
      }
      execute(opcode);
    }
    throw new InvalidInputException(where + " has more than " + MOST_OPCODES + " opcodes");
  }

  private char opcode() {
    return (char) Byte.toUnsignedInt(pickle.get());
  }

  private void execute(char opcode) throws CharacterCodingException {
    switch (opcode) {
      case 'N' -> machine.push(new None());
      case '\u0088' -> machine.push(new Bool(true));
      case '\u0089' -> machine.push(new Bool(false));
      case 'K' -> machine.push(new Int(Byte.toUnsignedInt(pickle.get())));
      case 'M' -> machine.push(new Int(Short.toUnsignedInt(pickle.getShort())));
      case 'J' -> machine.push(new Int(pickle.getInt()));
      case '\u008a' -> machine.push(new Int(longInteger()));
      case 'G' -> machine.push(new Real(bigEndianDouble()));
      case 'X' -> machine.push(new Text(text()));
      case 'c' -> machine.push(PickleGlobals.resolve(line(), line(), where));
      case ']' -> machine.push(new Sequence(new ArrayList<>()));
      case '}' -> machine.push(new Mapping(new ArrayList<>()));
      case '(' -> machine.mark();
      case ')' -> machine.tuple(0);
      case '\u0085' -> machine.tuple(1);
      case '\u0086' -> machine.tuple(2);
      case '\u0087' -> machine.tuple(3);
      case 't' -> machine.push(new PickleValue.Tuple(machine.popToMark()));
      case 'a' -> machine.append(List.of(machine.pop()));
      case 'e' -> machine.append(machine.popToMark());
      case 's' -> setItem();
      case 'u' -> machine.setItems(machine.popToMark());
      case 'q' -> machine.memoize(Byte.toUnsignedLong(pickle.get()));
      case 'r' -> machine.memoize(Integer.toUnsignedLong(pickle.getInt()));
      case 'h' -> machine.recall(Byte.toUnsignedLong(pickle.get()));
      case 'j' -> machine.recall(Integer.toUnsignedLong(pickle.getInt()));
      case '\u0081' -> machine.newObject();
      case 'b' -> machine.build();
      case 'R' -> machine.reduce();
      case 'Q' -> storageCheck.accept(machine.loadStorage());
      default ->
          throw new InvalidInputException(
              "%s uses pickle opcode 0x%02x, which no TorchScript file needs; refusing to load it"
                  .formatted(where, (int) opcode));
    }
  }

  private void setItem() {
    PickleValue value = machine.pop();
    PickleValue key = machine.pop();
    machine.setItems(List.of(key, value));
  }

  private long longInteger() {
    int length = Byte.toUnsignedInt(pickle.get());
    if (length > Long.BYTES) {
      throw new IllegalArgumentException("integers have at most 64 bits");
    }
    long value = 0;
    for (int i = 0; i < length; i++) {
      value |= Byte.toUnsignedLong(pickle.get()) << (8 * i);
    }
    int unused = Long.SIZE - 8 * length;
    return length == 0 ? 0 : value << unused >> unused;
  }

  private double bigEndianDouble() {
    return Double.longBitsToDouble(Long.reverseBytes(pickle.getLong()));
  }

  private String text() throws CharacterCodingException {
    long length = Integer.toUnsignedLong(pickle.getInt());
    if (length > pickle.remaining()) {
      throw new BufferUnderflowException();
    }
    ByteBuffer bytes = pickle.slice(pickle.position(), (int) length);
    pickle.position(pickle.position() + (int) length);
    return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
  }

  private String line() {
    StringBuilder line = new StringBuilder();
    for (byte next = pickle.get(); next != '\n'; next = pickle.get()) {
      if (next < ' ' || line.length() == LONGEST_NAME) {
        throw new IllegalArgumentException("names are short and in ASCII");
      }
      line.append((char) next);
    }
    return line.toString();
  }
}
