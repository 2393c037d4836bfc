package dev.centroid.quantization.torchscript;

import dev.centroid.quantization.safetensors.DType;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Everything that Centroid does with an archive of a stranger. */
final class ArchiveUse {

  private static final ModuleChange WITH_BUFFER =
      new ModuleChange(
          code -> code.withBuffer("mark"),
          List.of(
              new ModuleChange.NewBuffer(
                  "mark", new TensorContent(DType.U8, List.of(), ByteBuffer.allocate(1)))));

  private ArchiveUse() {}

  /**
   * All of an archive.
   *
   * @throws dev.centroid.quantization.InvalidInputException if it is refused
   */
  static TorchScriptArchive read(byte[] content) {
    TorchScriptArchive archive = TorchScriptArchive.parse(content, "given.pt");
    archive.tensors().forEach(tensor -> archive.data(tensor.path()));
    return archive;
  }

  /**
   * Reads all of an archive, writes it in every way, and reads what was written.
   *
   * @throws dev.centroid.quantization.InvalidInputException if it is refused
   */
  static TorchScriptArchive everything(byte[] content) {
    TorchScriptArchive archive = read(content);
    TorchScriptArchive.parse(archive.withTensors(Map.of()), "written.pt");
    TorchScriptArchive.parse(archive.withTensorsMethod("all_tensors"), "asked.pt");
    if (!archive.isSelfDecoding()) {
      Map<String, ModuleChange> changes = new HashMap<>();
      archive.modules().keySet().forEach(path -> changes.put(path, WITH_BUFFER));
      TorchScriptArchive.parse(archive.withModules(changes), "rewritten.pt");
      TorchScriptArchive.parse(packed(archive), "packed.pt");
    }
    return archive;
  }

  /** With every tensor that can be in another form, whatever it says. */
  static byte[] packed(TorchScriptArchive archive) {
    Map<String, PackedState.PackedTensor> tensors = new HashMap<>();
    PackedState.PackedTensor form =
        new PackedState.PackedTensor(
            List.of(TensorContent.vector(DType.U8, ByteBuffer.allocate(3))), List.of(2L, 6L));
    archive.packable().tensors().forEach(path -> tensors.put(path, form));
    return archive.withPacked(tensors, Map.of(), "def restored():\n  pass\n");
  }
}
