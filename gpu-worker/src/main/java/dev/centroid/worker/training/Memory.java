package dev.centroid.worker.training;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import dev.centroid.worker.engine.HostTensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What an optimizer remembers of one slot. */
final class Memory {

  private final Slot slot;
  private final List<String> names;
  private final List<PtNDArray> moments;
  private int updates;

  private Memory(Slot slot, List<String> names, List<PtNDArray> moments, int updates) {
    this.slot = slot;
    this.names = names;
    this.moments = moments;
    this.updates = updates;
  }

  /**
   * Goes on from a state, or begins where the state knows nothing of the slot.
   *
   * @param manager owns the moments
   */
  static Memory of(NDManager manager, Slot slot, UpdateRule rule, TrainingState state) {
    List<PtNDArray> moments = new ArrayList<>();
    for (String name : rule.moments()) {
      Optional<float[]> known = state.moment(name, slot.key());
      Shape shape = slot.master().getShape();
      moments.add(
          known
              .map(values -> create(manager, values, shape))
              .orElseGet(() -> (PtNDArray) manager.zeros(shape)));
    }
    return new Memory(slot, rule.moments(), moments, state.updates(slot.key()));
  }

  private static PtNDArray create(NDManager manager, float[] values, Shape shape) {
    HostTensor staging = HostTensor.ofFloats(values.length);
    staging.floats().put(values);
    return (PtNDArray) staging.as(manager, shape).duplicate();
  }

  Slot slot() {
    return slot;
  }

  List<PtNDArray> moments() {
    return moments;
  }

  /** Counts one update more, and gives its number, from 1. */
  int countUpdate() {
    return ++updates;
  }

  void describe(TrainingStateBuilder state) {
    state.updates(slot.key(), updates);
    for (int i = 0; i < names.size(); i++) {
      state.moment(names.get(i), slot.key(), moments.get(i));
    }
  }
}
