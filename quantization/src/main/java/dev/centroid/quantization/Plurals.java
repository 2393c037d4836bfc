package dev.centroid.quantization;

/** Counts of things in messages. */
public final class Plurals {

  private Plurals() {}

  /**
   * @param noun in the singular; its plural must end with an additional "s"
   * @return such as "1 tensor" and "2 tensors"
   */
  public static String of(long count, String noun) {
    return count + " " + noun + (count == 1 ? "" : "s");
  }
}
