package dev.centroid.quantization.torchscript;

import dev.centroid.quantization.safetensors.DType;
import dev.centroid.quantization.torchscript.PickleValue.Storage;
import dev.centroid.quantization.torchscript.PickleValue.Tensor;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Storages that an archive gets more. */
final class NewStorages {

  private static final String CPU = "cpu";

  private final Map<String, ByteBuffer> written = new LinkedHashMap<>();
  private final IdentityHashMap<TensorContent, Tensor> shared = new IdentityHashMap<>();
  private long nextKey;

  private NewStorages(long firstKey) {
    this.nextKey = firstKey;
  }

  static NewStorages besidesThoseOf(ZipArchive zip) {
    return new NewStorages(
        zip.paths().stream()
            .filter(path -> path.matches(TorchScriptArchive.STORAGES + "\\d{1,17}"))
            .mapToLong(
                path -> Long.parseLong(path.substring(TorchScriptArchive.STORAGES.length())) + 1)
            .max()
            .orElse(0));
  }

  /** A tensor on a storage of its own. */
  Tensor alone(TensorContent content) {
    Storage storage = storage(content.dtype(), content.elements());
    written.put(storage.key(), content.data());
    return view(content, storage, 0);
  }

  /**
   * A tensor without elements, of the type and device of another and with its need for gradients;
   * there is no entry for it.
   */
  Tensor emptyLike(Tensor original) {
    Storage storage =
        new Storage(original.storage().type(), newKey(), original.storage().device(), 0);
    StridedView none = new StridedView(List.of(0L), List.of(1L), 0);
    return new Tensor(storage, none, original.requiresGradient());
  }

  /**
   * Puts contents of one type into one storage, since each entry of an archive takes some hundred
   * bytes beside its content.
   *
   * @param contents each object once
   */
  void share(Collection<TensorContent> contents) {
    for (DType dtype : DType.values()) {
      List<TensorContent> ofType =
          contents.stream().filter(content -> content.dtype() == dtype).toList();
      long elements = ofType.stream().mapToLong(TensorContent::elements).sum();
      if (elements > 0) {
        Storage storage = storage(dtype, elements);
        ByteBuffer joined =
            ByteBuffer.allocate(Math.toIntExact(Math.multiplyExact(elements, dtype.byteSize())));
        for (TensorContent content : ofType) {
          shared.put(content, view(content, storage, joined.position() / dtype.byteSize()));
          joined.put(content.data().duplicate());
        }
        written.put(storage.key(), joined.flip());
      }
    }
  }

  /** The tensors that contents were given before. */
  List<Tensor> shared(List<TensorContent> contents) {
    return contents.stream().map(content -> Objects.requireNonNull(shared.get(content))).toList();
  }

  void writeTo(ArchiveEdit edit) {
    written.forEach((key, content) -> edit.put(TorchScriptArchive.STORAGES + key, content));
  }

  private static Tensor view(TensorContent content, Storage storage, long offset) {
    StridedView view = new StridedView(content.shape(), content.stride(), offset);
    return new Tensor(storage, view, false);
  }

  private Storage storage(DType dtype, long elements) {
    return new Storage(PickleGlobals.storageOf(dtype), newKey(), CPU, elements);
  }

  private String newKey() {
    return Long.toString(nextKey++);
  }
}
