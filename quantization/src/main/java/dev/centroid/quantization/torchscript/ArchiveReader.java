package dev.centroid.quantization.torchscript;

import dev.centroid.quantization.InvalidInputException;
import dev.centroid.quantization.torchscript.vetting.AllowedOperators;
import dev.centroid.quantization.torchscript.vetting.CodeVetting;
import dev.centroid.quantization.torchscript.vetting.VettedCode;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Vets a TorchScript file and finds its tensors. */
final class ArchiveReader {

  private static final int LONGEST_PICKLE = 32 << 20;
  private static final int LONGEST_WORD = 100;
  private static final String CODE = "code/";
  private static final byte PICKLE_PROTOCOL_OPCODE = (byte) 0x80;
  private static final String HOW_TO_SAVE =
      "; save the model with torch.jit.script(model).save(path), or torch.jit.trace";

  private final String file;
  private final ZipArchive zip;

  private ArchiveReader(String file, ZipArchive zip) {
    this.file = file;
    this.zip = zip;
  }

  /**
   * @param content the whole file
   * @param file the name for messages
   * @throws InvalidInputException if it is anything but a sound TorchScript archive
   */
  static TorchScriptArchive read(ByteBuffer content, String file) {
    if (!new ZipDirectoryReader(content, file).isZip()) {
      throw new InvalidInputException(file + notZip(content) + HOW_TO_SAVE);
    }
    ZipArchive zip = ZipArchive.of(content, file);
    return new ArchiveReader(file, zip).archive();
  }

  private static String notZip(ByteBuffer content) {
    return content.capacity() > 0 && content.get(0) == PICKLE_PROTOCOL_OPCODE
        ? ": is a pickle from torch.save, which could run any code; refusing to load it"
        : ": is not a TorchScript archive, or it is truncated";
  }

  private TorchScriptArchive archive() {
    ZipEntryInfo data = entry("data.pkl", ": is a zip file, but not a TorchScript archive");
    // A state_dict may ask for anything: say what it is before saying what it asks for.
    if (!zip.hasFolder(CODE)) {
      throw new InvalidInputException(
          file + ": was saved with torch.save and has no code to run" + HOW_TO_SAVE);
    }
    checkByteOrder();
    VettedCode code = code();
    ZipEntryInfo constants = entry("constants.pkl", ": has no constants.pkl");
    pickle(constants, "constants");
    PickleValue root = pickle(data, "data");
    Map<String, ArchiveTensor> tensors = ModuleTree.walk(root, new ClassSources(zip, file), file);
    // A root that is no module was refused by the walk.
    PickleValue.Instance module = (PickleValue.Instance) root;
    ObjectCheck.require(module, code.classes(), file);
    return new TorchScriptArchive(file, zip, module, tensors, code);
  }

  private ZipEntryInfo entry(String path, String problem) {
    return zip.find(path)
        .orElseThrow(() -> new InvalidInputException(file + problem + HOW_TO_SAVE));
  }

  private PickleValue pickle(ZipEntryInfo entry, String name) {
    String where = file + ": " + name + ".pkl";
    return PickleReader.read(
        where,
        zip.readAtMost(entry, LONGEST_PICKLE),
        new StorageCheck(zip, name + "/", where)::check);
  }

  /** Every file of code: libtorch would compile any of it that a class names. */
  private VettedCode code() {
    Map<String, String> sources = new HashMap<>();
    for (String path : zip.paths()) {
      if (path.startsWith(CODE) && path.endsWith(".py")) {
        zip.find(path)
            .ifPresent(entry -> sources.put(path, ClassSources.text(zip, entry, file, path)));
      }
    }
    return CodeVetting.vet(file, sources, AllowedOperators.ofProcess());
  }

  private void checkByteOrder() {
    Optional<String> order =
        zip.find("byteorder")
            .map(entry -> zip.readAtMost(entry, LONGEST_WORD))
            .map(word -> StandardCharsets.UTF_8.decode(word).toString());
    if (order.isPresent() && !order.get().equals("little")) {
      throw new InvalidInputException(
          file + ": its byte order is not little-endian; save it on a little-endian machine");
    }
  }
}
