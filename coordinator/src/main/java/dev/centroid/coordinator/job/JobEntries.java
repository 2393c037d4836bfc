package dev.centroid.coordinator.job;

import dev.centroid.protocol.artifact.Digest;
import java.util.Optional;

/** What a job keeps beside its state: one entry a layer, and one a slice of teacher logits. */
public interface JobEntries {

  /** A layer of the plan, once the plan was told. */
  Optional<LayerEntry> layer(int index);

  /**
   * The teacher's logits for a slice of tuning steps.
   *
   * @param firstDraw of its first step: of one shard the step itself
   */
  Optional<Digest> teacherLogits(int firstDraw);
}
