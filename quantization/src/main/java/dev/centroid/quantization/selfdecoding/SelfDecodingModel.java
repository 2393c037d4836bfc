package dev.centroid.quantization.selfdecoding;

import dev.centroid.quantization.packed.CompressedEntry;
import dev.centroid.quantization.packed.PackedEntry;
import dev.centroid.quantization.packed.PackedModel;
import dev.centroid.quantization.torchscript.Packable;
import dev.centroid.quantization.torchscript.PackedState;
import dev.centroid.quantization.torchscript.PackedState.PackedTensor;
import dev.centroid.quantization.torchscript.TorchScriptArchive;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Writes a packed model as a TorchScript archive that is as small, and opens wherever TorchScript
 * does: codes and centroids stand in the place of weights, and code of the archive's own decodes
 * them when it is loaded. Names of parameters, buffers and methods stay as they were. A model of
 * which nothing was compressed or rounded, only fine-tuned, stays an ordinary archive.
 */
public final class SelfDecodingModel {

  private SelfDecodingModel() {}

  /**
   * @param model the model that was compressed, whose tensors' own contents do not matter
   * @param packed what it was compressed to
   * @return a whole file, a pure function of the arguments and of the machine's zlib
   * @throws dev.centroid.quantization.InvalidInputException if the model has no such tensors, or
   *     holds something that cannot be written again
   */
  public static byte[] of(TorchScriptArchive model, PackedModel packed) {
    if (packed.entries().stream().noneMatch(SelfDecodingModel::losesPrecision)) {
      return model.withTensors(packed.decodeAll());
    }
    Packable packable = model.packable();
    Set<String> plain = plainHolders(packable.tensors(), packed);
    TorchForm form = new TorchForm(packed);
    Map<String, PackedTensor> forms = new LinkedHashMap<>();
    Map<String, String> ties = new LinkedHashMap<>();
    Map<String, ByteBuffer> dense = new LinkedHashMap<>();
    for (PackedEntry entry : packed.entries()) {
      String name = entry.dense().name();
      if (plain.contains(entry.holder())) {
        dense.put(name, packed.decode(name));
      } else if (entry.holder().equals(name)) {
        forms.put(name, form.of(entry));
      } else {
        forms.put(name, Objects.requireNonNull(forms.get(entry.holder())));
        if (packable.canTie()) {
          ties.put(name, entry.holder());
        }
      }
    }
    TorchScriptArchive filled =
        TorchScriptArchive.parse(model.withTensors(dense), "the model with its kept tensors");
    return filled.withPacked(forms, ties, library());
  }

  private static boolean losesPrecision(PackedEntry entry) {
    return entry instanceof CompressedEntry
        || (entry instanceof PackedEntry.Kept kept && kept.isRounded());
  }

  /**
   * Holders that are written as they are: those that are neither compressed nor rounded, and those
   * that cannot be saved in another form, or a tensor tied to them cannot.
   */
  private static Set<String> plainHolders(Set<String> packable, PackedModel packed) {
    Set<String> plain = new HashSet<>();
    for (PackedEntry entry : packed.entries()) {
      boolean asItIs = entry instanceof PackedEntry.Kept kept && !kept.isRounded();
      if (asItIs || !packable.contains(entry.dense().name())) {
        plain.add(entry.holder());
      }
    }
    return plain;
  }

  private static String library() {
    String name = PackedState.LIBRARY + ".py";
    try (InputStream text =
        Objects.requireNonNull(SelfDecodingModel.class.getResourceAsStream(name))) {
      return new String(text.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
