package dev.centroid.quantization.torchscript;

import static java.util.stream.Collectors.joining;

import dev.centroid.quantization.InvalidInputException;
import dev.centroid.quantization.Printable;
import dev.centroid.quantization.safetensors.TensorValues;
import dev.centroid.quantization.torchscript.vetting.VettedCode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A model saved by {@code torch.jit.save}: a zip file with a pickle of the modules, their code, and
 * the raw storages. Its pickle and the operators of its code are held against allow-lists, and
 * nothing in the file is ever run here.
 */
public final class TorchScriptArchive {

  /** The folder of the storages below the top folder. */
  static final String STORAGES = "data/";

  private final String file;
  private final ZipArchive zip;
  private final PickleValue.Instance root;
  private final Map<String, ArchiveTensor> tensors;
  private final VettedCode code;

  /**
   * @param root the value of {@code data.pkl}
   * @param code of the modules
   */
  TorchScriptArchive(
      String file,
      ZipArchive zip,
      PickleValue.Instance root,
      Map<String, ArchiveTensor> tensors,
      VettedCode code) {
    this.code = code;
    this.file = file;
    this.zip = zip;
    this.root = root;
    this.tensors = tensors;
  }

  /**
   * Opens a file by mapping it: contents are read from disk when they are looked at.
   *
   * @param path of a file below 2 GiB that stays as it is while it is in use
   * @throws InvalidInputException if it cannot be read or is not a sound TorchScript archive
   */
  public static TorchScriptArchive open(Path path) {
    if (Files.isDirectory(path)) {
      throw new InvalidInputException(path + ": is a directory; give the path of a model");
    }
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      if (channel.size() > Integer.MAX_VALUE) {
        throw new InvalidInputException(
            path + ": has " + channel.size() + " bytes; models must stay below 2 GiB");
      }
      return ArchiveReader.read(channel.map(MapMode.READ_ONLY, 0, channel.size()), path.toString());
    } catch (NoSuchFileException e) {
      throw new InvalidInputException(path + ": there is no such file; check the path", e);
    } catch (IOException e) {
      throw new InvalidInputException(
          path + ": cannot be read (" + e.getMessage() + "); check its permissions", e);
    }
  }

  /**
   * @param content the whole file; not copied
   * @param name the name for messages
   * @throws InvalidInputException if it is not a sound TorchScript archive
   */
  public static TorchScriptArchive parse(byte[] content, String name) {
    return ArchiveReader.read(ByteBuffer.wrap(content).asReadOnlyBuffer(), name);
  }

  /**
   * The operators of libtorch that the model's code calls, such as {@code aten.conv2d}. They only
   * compute: an archive that calls others is not read.
   */
  public Set<String> operators() {
    return code.operators();
  }

  /** All parameters and buffers, in the order of the modules and their attributes. */
  public List<ArchiveTensor> tensors() {
    return List.copyOf(tensors.values());
  }

  /**
   * @param path attribute names joined by dots
   * @return the parameter or buffer, or empty if there is none
   */
  public Optional<ArchiveTensor> find(String path) {
    return Optional.ofNullable(tensors.get(path));
  }

  /**
   * @param path of a parameter or buffer
   * @return its elements in row-major order of its shape, whatever its strides: little-endian,
   *     read-only, from position 0
   * @throws InvalidInputException if there is no such tensor, or the file is damaged there
   */
  public ByteBuffer data(String path) {
    ArchiveTensor tensor = require(path);
    ByteBuffer storage = storage(tensor.storageKey());
    return tensor
        .view()
        .gather(storage, tensor.dtype().byteSize())
        .asReadOnlyBuffer()
        .order(ByteOrder.LITTLE_ENDIAN);
  }

  /**
   * @param path of a floating-point parameter or buffer
   * @return its elements in row-major order of its shape; F64 is rounded to single precision
   * @throws InvalidInputException if there is no such tensor, or it is not floating point
   */
  public float[] floats(String path) {
    ArchiveTensor tensor = require(path);
    if (!tensor.dtype().isFloatingPoint()) {
      throw new InvalidInputException(
          file
              + ": "
              + Printable.quoted(path)
              + " holds "
              + tensor.dtype()
              + ", but floating-point numbers are needed");
    }
    return TensorValues.floats(tensor.dtype(), data(path));
  }

  /**
   * Tensors that are the same numbers under another name, as an embedding and an output layer may
   * be.
   *
   * @return the path of each tensor that is the same view of the same storage as an earlier one,
   *     with the path of the first such
   */
  public Map<String, String> tied() {
    Map<ArchiveTensor, String> firsts = new HashMap<>();
    Map<String, String> tied = new LinkedHashMap<>();
    for (ArchiveTensor tensor : tensors.values()) {
      ArchiveTensor place =
          new ArchiveTensor(
              "",
              "",
              true,
              tensor.dtype(),
              tensor.shape(),
              tensor.stride(),
              tensor.storageKey(),
              tensor.storageOffset(),
              Optional.empty());
      Optional.ofNullable(firsts.putIfAbsent(place, tensor.path()))
          .ifPresent(first -> tied.put(tensor.path(), first));
    }
    return tied;
  }

  /**
   * The same model with other numbers. Whatever is tied to a replaced tensor changes with it;
   * everything else stays byte for byte.
   *
   * @param replacements by path: elements in row-major order, little-endian, from position to limit
   * @return a whole file, a pure function of this one's content and the replacements
   * @throws InvalidInputException if a path is unknown, a length is wrong, or two replacements give
   *     the same element different values
   */
  public byte[] withTensors(Map<String, ByteBuffer> replacements) {
    Map<String, StorageRewrite> rewrites = new HashMap<>();
    replacements.forEach(
        (path, data) -> {
          ArchiveTensor tensor = require(path);
          rewrites
              .computeIfAbsent(tensor.storageKey(), key -> new StorageRewrite(file, storage(key)))
              .write(tensor, data);
        });
    ArchiveEdit edit = new ArchiveEdit(file, zip);
    rewrites.forEach((key, rewrite) -> edit.put(STORAGES + key, rewrite.content()));
    return edit.write();
  }

  /**
   * The same model with other code, and buffers more, in some of its modules; all else stays as it
   * is. Modules of one class can be changed differently: what differs gets a class of its own, and
   * so do the modules around it.
   *
   * @param changes by the path of the module; the empty path is the root
   * @return a whole file, a pure function of this one's content and the changes
   * @throws InvalidInputException if there is no such module, or the model holds something that
   *     cannot be written again
   */
  public byte[] withModules(Map<String, ModuleChange> changes) {
    try {
      return new ModuleRewrite(file, zip, root).apply(changes);
    } catch (IllegalArgumentException e) {
      throw notAsLibtorchWrites(e);
    }
  }

  /**
   * What can be saved in another form.
   *
   * @throws InvalidInputException if the code is not as libtorch writes it
   */
  public Packable packable() {
    return Packable.of(
        root, new ClassSources(zip, file), new ModuleCode(file, zip), tensors.values(), tied());
  }

  /**
   * The same model, saved in another form: where it is loaded, the archive's own code makes the
   * tensors. What is not needed to run the model is left out.
   *
   * @param packed by path, each of them {@link #packable}
   * @param ties path of a packed tensor to the path of another that it is to be one with; none
   *     unless {@link Packable#canTie}
   * @param library the code of {@link PackedState#LIBRARY}
   * @return a whole file
   * @throws InvalidInputException if the model holds something that cannot be written again
   */
  public byte[] withPacked(
      Map<String, PackedState.PackedTensor> packed, Map<String, String> ties, String library) {
    try {
      return new ModuleRewrite(file, zip, root).pack(packed, ties, library);
    } catch (IllegalArgumentException e) {
      throw notAsLibtorchWrites(e);
    }
  }

  /**
   * The same model with one more method of its root, which gives its parameters and buffers: {@code
   * NAME(self) -> List[Tensor]}, in the order of {@link #tensors()}.
   *
   * @param name of the method, an identifier that the root does not have
   * @return a whole file, of which only the code of that class is other
   */
  public byte[] withTensorsMethod(String name) {
    ModuleCode code = new ModuleCode(file, zip);
    ClassCode own = code.require(root.className());
    String all =
        tensors.keySet().stream().map(ModulePaths::tensorExpression).collect(joining(", "));
    code.put(
        own.withMethod(
            List.of(
                "def " + name + "(self: " + own.qualifiedName() + ") -> List[Tensor]:",
                "  return [" + all + "]")));
    ArchiveEdit edit = new ArchiveEdit(file, zip);
    code.writeTo(edit);
    return edit.write();
  }

  /**
   * The archive as libtorch must load it: its code writes nothing to the terminal ({@code print},
   * {@code torch.warn}) and makes no tensors of uninitialized memory ({@code torch.empty} gives
   * zeros); all else is the same.
   *
   * @param content of the whole file that this was read from
   * @return the same content if nothing has to be changed
   */
  public byte[] forEngine(byte[] content) {
    if (code.rewritten().isEmpty()) {
      return content;
    }
    ArchiveEdit edit = new ArchiveEdit(file, zip);
    code.rewritten().forEach((path, text) -> edit.put(path, text).drop(path + ArchiveEdit.DEBUG));
    return edit.write();
  }

  /** Whether the archive's own code decodes some of its tensors, which then are empty here. */
  public boolean isSelfDecoding() {
    return zip.find(PackedState.LIBRARY_PATH).isPresent();
  }

  /**
   * What is known of each module.
   *
   * @return by path, the root by the empty one
   * @throws InvalidInputException if the code is not as libtorch writes it
   */
  public Map<String, ModuleInfo> modules() {
    try {
      return findModules();
    } catch (IllegalArgumentException e) {
      throw notAsLibtorchWrites(e);
    }
  }

  private InvalidInputException notAsLibtorchWrites(IllegalArgumentException cause) {
    return new InvalidInputException(
        file
            + ": its code is not as libtorch writes it ("
            + Printable.quoted(String.valueOf(cause.getMessage()))
            + "); save the model again with torch.jit.save",
        cause);
  }

  private Map<String, ModuleInfo> findModules() {
    ClassSources classes = new ClassSources(zip, file);
    ModuleCode code = new ModuleCode(file, zip);
    Set<PickleValue.Instance> running = ModuleCalls.running(root, code, classes);
    Map<String, ModuleInfo> modules = new LinkedHashMap<>();
    ModulePaths.of(root, classes)
        .forEach(
            (path, module) ->
                modules.put(
                    path,
                    new ModuleInfo(code.require(module.className()), running.contains(module))));
    return modules;
  }

  /** An empty one needs no entry; others were found to be there when the pickle was read. */
  private ByteBuffer storage(String key) {
    return zip.find(STORAGES + key).map(zip::read).orElseGet(() -> ByteBuffer.allocate(0));
  }

  private ArchiveTensor require(String path) {
    return find(path)
        .orElseThrow(
            () ->
                new InvalidInputException(
                    file
                        + ": has no parameter or buffer "
                        + Printable.quoted(path)
                        + "; it has "
                        + tensors.size()
                        + " others, which `inspect` lists"));
  }
}
