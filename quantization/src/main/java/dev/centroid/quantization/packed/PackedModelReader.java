package dev.centroid.quantization.packed;

import dev.centroid.quantization.InvalidInputException;
import dev.centroid.quantization.Printable;
import dev.centroid.quantization.safetensors.DType;
import dev.centroid.quantization.safetensors.SafetensorsFile;
import dev.centroid.quantization.safetensors.TensorInfo;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;

/** Reads packed files, and checks all of one before anything of it is used. */
public final class PackedModelReader {

  private static final long ALWAYS_FILLABLE_BYTES = 16 << 20;
  private static final long MOST_FILLS_A_BYTE = 16;

  private final String name;
  private final SafetensorsFile file;
  private final CompressedEntryReader codings;
  private final Map<String, PackedEntry> entries = new LinkedHashMap<>();
  private final Set<String> partsOfCompressed = new HashSet<>();

  private PackedModelReader(String name, SafetensorsFile file) {
    this.name = name;
    this.file = file;
    this.codings = new CompressedEntryReader(name, file);
  }

  /**
   * @throws InvalidInputException naming file and tensor, when it is not a sound packed file
   */
  public static PackedModel open(Path file) {
    return new PackedModelReader(file.toString(), SafetensorsFile.open(file)).read();
  }

  /**
   * @param content the whole file; not copied
   * @param name how messages name it
   * @throws InvalidInputException naming file and tensor, when it is not a sound packed file
   */
  public static PackedModel parse(byte[] content, String name) {
    return new PackedModelReader(name, SafetensorsFile.parse(content, name)).read();
  }

  /** Whether metadata of a safetensors file say that it is a packed file, of any version. */
  public static boolean isPacked(Map<String, String> metadata) {
    return metadata.getOrDefault(PackedNames.FORMAT, "").startsWith(PackedNames.ANY_FORMAT);
  }

  private PackedModel read() {
    requireFormat();
    PackedManifest manifest = manifest();
    boolean roundedRest = hasRoundedRest();
    forEachNamed(PackedNames.PRODUCT_QUANTIZED, this::addProduct);
    forEachNamed(PackedNames.SCALAR_QUANTIZED, this::addScalar);
    file.tensors().forEach(tensor -> addKept(tensor, roundedRest));
    forEachNamed(PackedNames.FILLED, this::addFilled);
    requireBoundedFills();
    List<String> holders = List.copyOf(entries.keySet());
    forEachNamed(PackedNames.TIED, (tensor, target) -> addTied(tensor, target, holders));
    PackedModel model = new PackedModel(name, file, manifest, entries);
    model.requireSoundCodes();
    return model;
  }

  private void requireFormat() {
    String format = metadata(PackedNames.FORMAT);
    if (!format.equals(PackedNames.FORMAT_1)) {
      throw refusal(
          name,
          "has format "
              + Printable.quoted(format)
              + ", and this Centroid reads only "
              + PackedNames.FORMAT_1);
    }
  }

  private PackedManifest manifest() {
    try {
      return new PackedManifest(
          metadata(PackedNames.MODEL),
          metadata(PackedNames.RECIPE),
          Long.parseLong(metadata(PackedNames.SEED)),
          Optional.ofNullable(file.metadata().get(PackedNames.ACTIVATIONS))
              .map(ActivationCoding::parse));
    } catch (NumberFormatException notNumber) {
      throw refusal(name, "its seed is not a whole number");
    } catch (IllegalArgumentException wrong) {
      throw refusal(name, String.valueOf(wrong.getMessage()));
    }
  }

  private boolean hasRoundedRest() {
    Optional<String> rest = Optional.ofNullable(file.metadata().get(PackedNames.REST));
    if (rest.isPresent() && !rest.get().equals(DType.F32.name())) {
      throw refusal(name, "its rest stands for " + Printable.quoted(rest.get()) + ", not F32");
    }
    return rest.isPresent();
  }

  private void addProduct(String tensor, String coding) {
    addCompressed(coded(tensor, coding, codings::product));
  }

  private void addScalar(String tensor, String coding) {
    addCompressed(coded(tensor, coding, codings::scalar));
  }

  private void addCompressed(CompressedEntry entry) {
    for (TensorInfo expected : entry.stored()) {
      TensorInfo found = file.require(expected.name());
      if (!found.equals(expected)) {
        throw refusal(
            name,
            "tensor %s is %s %s, and should be %s %s"
                .formatted(
                    Printable.quoted(expected.name()),
                    found.dtype(),
                    found.shape(),
                    expected.dtype(),
                    expected.shape()));
      }
      if (!partsOfCompressed.add(expected.name())) {
        throw refusal(name, Printable.quoted(expected.name()) + " belongs to two weights");
      }
    }
    add(entry);
  }

  private void addFilled(String tensor, String codingText) {
    add(
        coded(
            tensor,
            codingText,
            (dense, coding) -> {
              coding.require(Coding.VALUE);
              return new PackedEntry.Filled(dense, coding.number());
            }));
  }

  /**
   * Nothing is stored of filled tensors, so that a few bytes could ask for any amount of memory.
   */
  private void requireBoundedFills() {
    long filled = 0;
    long others = 0;
    for (PackedEntry entry : entries.values()) {
      long bytes = entry.dense().bytes();
      if (entry instanceof PackedEntry.Filled) {
        filled = saturatedSum(filled, bytes);
      } else {
        others = saturatedSum(others, bytes);
      }
    }
    if (filled / MOST_FILLS_A_BYTE > others + ALWAYS_FILLABLE_BYTES) {
      throw refusal(
          name,
          "its filled tensors take %d bytes, out of proportion to the rest".formatted(filled));
    }
  }

  private static long saturatedSum(long one, long other) {
    return one > Long.MAX_VALUE - other ? Long.MAX_VALUE : one + other;
  }

  private <E extends PackedEntry> E coded(
      String tensor, String codingText, BiFunction<TensorInfo, Coding, E> reader) {
    try {
      Coding coding = Coding.parse(codingText);
      return reader.apply(new TensorInfo(tensor, coding.dtype(), coding.shape()), coding);
    } catch (IllegalArgumentException wrong) {
      throw refusal(
          name,
          "its metadata for "
              + Printable.quoted(tensor)
              + " is "
              + Printable.quoted(codingText)
              + ", but "
              + wrong.getMessage());
    }
  }

  private void addKept(TensorInfo tensor, boolean roundedRest) {
    if (!partsOfCompressed.contains(tensor.name())) {
      DType dtype = roundedRest && tensor.dtype() == DType.F16 ? DType.F32 : tensor.dtype();
      add(
          new PackedEntry.Kept(
              new TensorInfo(tensor.name(), dtype, tensor.shape()), tensor.dtype()));
    }
  }

  private void addTied(String tensor, String target, List<String> holders) {
    PackedEntry holder =
        Optional.ofNullable(holders.contains(target) ? entries.get(target) : null)
            .orElseThrow(
                () ->
                    refusal(
                        name,
                        Printable.quoted(tensor)
                            + " is tied to "
                            + Printable.quoted(target)
                            + ", which the file does not hold"));
    TensorInfo dense = holder.dense();
    add(new PackedEntry.Tied(new TensorInfo(tensor, dense.dtype(), dense.shape()), target));
  }

  private void add(PackedEntry entry) {
    String tensor = entry.dense().name();
    if (entries.putIfAbsent(tensor, entry) != null) {
      throw refusal(name, "tensor " + Printable.quoted(tensor) + " is there twice");
    }
  }

  private String metadata(String key) {
    return Optional.ofNullable(file.metadata().get(key))
        .orElseThrow(
            () -> refusal(name, "its metadata lacks " + key + ", so it is no packed file"));
  }

  private void forEachNamed(String prefix, BiConsumer<String, String> action) {
    file.metadata()
        .forEach(
            (key, value) -> {
              if (key.startsWith(prefix)) {
                action.accept(key.substring(prefix.length()), value);
              }
            });
  }

  static InvalidInputException refusal(String name, String problem) {
    return new InvalidInputException(
        name + ": " + problem + "; give a file that `centroid compress` wrote");
  }
}
