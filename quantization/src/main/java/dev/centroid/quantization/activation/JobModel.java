package dev.centroid.quantization.activation;

import dev.centroid.quantization.InvalidInputException;
import dev.centroid.quantization.packed.ActivationCoding;
import dev.centroid.quantization.packed.PackedModel;
import dev.centroid.quantization.plan.Plan;
import dev.centroid.quantization.plan.Planner;
import dev.centroid.quantization.recipe.Recipe;
import dev.centroid.quantization.selfdecoding.SelfDecodingModel;
import dev.centroid.quantization.torchscript.ModuleChange;
import dev.centroid.quantization.torchscript.TorchScriptArchive;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The model that a job trains and packs: the one that was given, or, when the recipe asks for
 * quantized activations, that one with some modules rewritten. Wherever a job's model is read or
 * planned, it is read through here.
 */
public final class JobModel {

  private static final String REWRITTEN = "the model with quantized activations";
  private static final String ROOT = "of the whole model";
  private static final String LOW = "." + InputQuantizer.LOW;

  private final TorchScriptArchive archive;
  private final Plan plan;
  private final List<String> modules;
  private final Optional<byte[]> rewritten;

  private JobModel(
      TorchScriptArchive archive, Plan plan, List<String> modules, Optional<byte[]> rewritten) {
    this.modules = List.copyOf(modules);
    this.archive = archive;
    this.plan = plan;
    this.rewritten = rewritten;
  }

  /**
   * A pure function of recipe and model.
   *
   * @param given the model as the user gave it
   * @param modelBytes bytes of its file
   * @throws InvalidInputException if the recipe does not fit the model
   */
  public static JobModel of(Recipe recipe, TorchScriptArchive given, long modelBytes) {
    if (given.isSelfDecoding()) {
      throw new InvalidInputException(
          "the model was compressed by Centroid already; give the model that it was made from, or"
              + " what `centroid decompress` makes of its model.safetensors");
    }
    Plan plan = Planner.plan(recipe, given, modelBytes);
    Optional<ActivationCoding> coding = Planner.activations(recipe);
    if (coding.isEmpty()) {
      return new JobModel(given, plan, List.of(), Optional.empty());
    }
    ActivationLayers layers =
        ActivationLayers.choose(recipe.activations().orElseThrow(), plan, given);
    byte[] rewritten = withQuantizedInputs(given, layers.modules(), coding.get());
    TorchScriptArchive archive = TorchScriptArchive.parse(rewritten, REWRITTEN);
    return new JobModel(
        archive,
        Planner.plan(recipe, archive, modelBytes).withNotes(layers.notes()),
        layers.modules(),
        Optional.of(rewritten));
  }

  /**
   * An archive whose modules quantize their inputs. It computes as before until its ranges have
   * been observed by forwards in training mode.
   *
   * @param modules paths of modules whose {@code forward} takes the tensor that it multiplies with
   *     its weight
   * @return a whole file, a pure function of its arguments
   * @throws InvalidInputException if there is no such module
   */
  public static byte[] withQuantizedInputs(
      TorchScriptArchive given, List<String> modules, ActivationCoding coding) {
    Map<String, ModuleChange> changes = new LinkedHashMap<>();
    modules.forEach(module -> changes.put(module, InputQuantizer.of(coding)));
    return given.withModules(changes);
  }

  /**
   * The model that a packed file stands for, with dense weights.
   *
   * @param given the model that was compressed, as the user gave it
   * @return a whole file
   * @throws InvalidInputException if it is another model
   */
  public static byte[] decoded(TorchScriptArchive given, PackedModel packed) {
    return packedArchive(given, packed).withTensors(packed.decodeAll());
  }

  /**
   * The same model as an archive that decodes its weights itself.
   *
   * @param given the model that was compressed, as the user gave it
   * @return a whole file
   * @throws InvalidInputException if it is another model
   */
  public static byte[] selfDecoding(TorchScriptArchive given, PackedModel packed) {
    return SelfDecodingModel.of(packedArchive(given, packed), packed);
  }

  private static TorchScriptArchive packedArchive(TorchScriptArchive given, PackedModel packed) {
    return packed
        .manifest()
        .activations()
        .map(coding -> withQuantizedInputs(given, quantized(given, packed), coding))
        .map(rewritten -> TorchScriptArchive.parse(rewritten, REWRITTEN))
        .orElse(given);
  }

  /** Paths of the modules that have a range which the given model does not have. */
  private static List<String> quantized(TorchScriptArchive given, PackedModel packed) {
    return packed.entries().stream()
        .map(entry -> entry.dense().name())
        .filter(name -> given.find(name).isEmpty())
        .map(name -> name.equals(InputQuantizer.LOW) ? LOW : name)
        .filter(name -> name.endsWith(LOW))
        .map(name -> name.substring(0, name.length() - LOW.length()))
        .toList();
  }

  /**
   * Checks that training has given every range.
   *
   * @param trained tensors of the model as they are to be packed, little-endian, by path; those
   *     that are tied to another one may be missing
   * @throws InvalidInputException naming a layer whose input was never seen, or was not finite
   */
  public void requireObserved(Map<String, ByteBuffer> trained) {
    for (String module : modules) {
      String prefix = module.isEmpty() ? "" : module + ".";
      ByteBuffer low = trained.get(prefix + InputQuantizer.LOW);
      ByteBuffer high = trained.get(prefix + InputQuantizer.HIGH);
      if (low != null && high != null) {
        requireRange(
            module.isEmpty() ? ROOT : module,
            low.getFloat(low.position()),
            high.getFloat(high.position()));
      }
    }
  }

  private static void requireRange(String layer, float low, float high) {
    if (low > high) {
      throw new InvalidInputException(
          "activations: training never ran layer "
              + layer
              + ", so the range of its input is unknown; leave it out of activations.match");
    }
    if (!Float.isFinite(low) || !Float.isFinite(high)) {
      throw new InvalidInputException(
          "activations: the input of layer "
              + layer
              + " went from "
              + low
              + " to "
              + high
              + " in training; lower learningRate, or check the data for values that are not"
              + " finite");
    }
  }

  /** The model, rewritten if need be. */
  public TorchScriptArchive archive() {
    return archive;
  }

  /** What becomes of each of its tensors. */
  public Plan plan() {
    return plan;
  }

  /** The bytes of the model's file; empty if they are those that were given. */
  public Optional<byte[]> rewritten() {
    return rewritten;
  }
}
