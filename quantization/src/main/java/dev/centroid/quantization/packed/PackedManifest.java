package dev.centroid.quantization.packed;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where a packed file comes from.
 *
 * @param modelDigest SHA-256 of the model file as given, 64 lower-case hexadecimal digits
 * @param recipeDigest SHA-256 of the recipe file, likewise
 * @param seed of the job
 * @param activations how inputs of compressed layers are quantized, if they are
 */
public record PackedManifest(
    String modelDigest, String recipeDigest, long seed, Optional<ActivationCoding> activations) {

  private static final Pattern SHA_256 = Pattern.compile("[0-9a-f]{64}");

  public PackedManifest {
    requireDigest("model", modelDigest);
    requireDigest("recipe", recipeDigest);
  }

  /** Of a model whose activations are not quantized. */
  public PackedManifest(String modelDigest, String recipeDigest, long seed) {
    this(modelDigest, recipeDigest, seed, Optional.empty());
  }

  /** A manifest that takes as many bytes as the true one will, for predicting sizes. */
  public static PackedManifest sizedFor(long seed) {
    String anyDigest = "0".repeat(64);
    return new PackedManifest(anyDigest, anyDigest, seed);
  }

  /** The same, for a model whose inputs of layers are quantized, or not. */
  public PackedManifest withActivations(Optional<ActivationCoding> coding) {
    return new PackedManifest(modelDigest, recipeDigest, seed, coding);
  }

  private static void requireDigest(String what, String digest) {
    if (!SHA_256.matcher(digest).matches()) {
      throw new IllegalArgumentException(
          "the digest of the " + what + " is not a SHA-256 in lower-case hexadecimal digits");
    }
  }
}
