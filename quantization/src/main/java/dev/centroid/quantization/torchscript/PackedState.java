package dev.centroid.quantization.torchscript;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Tensors that a module saves in another form than it computes with: the archive's own code makes
 * them when it is loaded, and finds the form again when it is saved.
 *
 * @param tensors by attribute
 * @param ties pairs of tensors below this module that are made to be one again if they are equal;
 *     paths from this module
 * @param lists attributes that list tensors of this module, by their names; made again on loading
 */
public record PackedState(
    SortedMap<String, PackedTensor> tensors,
    SortedMap<String, String> ties,
    SortedMap<String, List<String>> lists) {

  /**
   * Names the module of functions that the code of such modules calls: {@code restored(kept:
   * Tensor, packed: List[Tensor], coding: List[int]) -> Tensor} gives the tensor, which is {@code
   * kept} unless that is empty; {@code stored(value: Tensor, packed: List[Tensor], coding:
   * List[int]) -> Tensor} what is to be kept of a value beside its packed form: an empty tensor,
   * or, if it is another value by now, all of it; {@code same(one: Tensor, other: Tensor) -> bool}
   * whether two are to be tied. In its code they call each other by {@code
   * __torch__.centroid_decoding.}
   */
  public static final String LIBRARY = "centroid_decoding";

  /** The entry of the library's code. */
  static final String LIBRARY_PATH = "code/" + PickleGlobals.OWN_CODE + "/" + LIBRARY + ".py";

  public PackedState {
    tensors = new TreeMap<>(tensors);
    ties = new TreeMap<>(ties);
    lists = new TreeMap<>(lists);
  }

  boolean isEmpty() {
    return tensors.isEmpty() && ties.isEmpty();
  }

  /**
   * The form in which a tensor is saved.
   *
   * @param parts tensors that the library's functions know what to do with
   * @param coding likewise, numbers
   */
  public record PackedTensor(List<TensorContent> parts, List<Long> coding) {
    public PackedTensor {
      parts = List.copyOf(parts);
      coding = List.copyOf(coding);
    }
  }
}
