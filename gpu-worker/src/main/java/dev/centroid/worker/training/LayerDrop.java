package dev.centroid.worker.training;

import dev.centroid.quantization.plan.Branch;
import dev.centroid.quantization.random.CounterRandom;
import dev.centroid.quantization.random.Purpose;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * LayerDrop (Fan, Grave, Joulin 2019): in each training forward each branch is left out with some
 * probability, independently of the others; what remains is not rescaled.
 */
public final class LayerDrop {

  /** No branch is ever dropped. */
  public static final LayerDrop NONE = new LayerDrop(0, List.of(), 0);

  private final double rate;
  private final long seed;
  private final Map<String, String> branchOfMember = new HashMap<>();
  private final Set<String> outputs = new HashSet<>();

  /**
   * @param rate probability of a branch, in [0, 1)
   * @param seed of the job
   */
  public LayerDrop(double rate, List<Branch> branches, long seed) {
    this.rate = rate;
    this.seed = seed;
    if (rate > 0) {
      for (Branch branch : branches) {
        branch.members().forEach(member -> branchOfMember.put(member, branch.name()));
        outputs.addAll(branch.outputs());
      }
    }
  }

  /** The branch that a parameter belongs to, if that may be dropped. */
  Optional<String> branchOf(String parameter) {
    return Optional.ofNullable(branchOfMember.get(parameter));
  }

  /** Whether a parameter decides what its branch adds. */
  boolean isOutput(String parameter) {
    return outputs.contains(parameter);
  }

  /**
   * Whether a branch is left out of a step's forward.
   *
   * @param step in the float phase
   */
  boolean drops(String branch, int step) {
    return CounterRandom.of(seed, Purpose.LAYER_DROP, CounterRandom.coordinate(branch), step)
            .nextDouble()
        < rate;
  }
}
