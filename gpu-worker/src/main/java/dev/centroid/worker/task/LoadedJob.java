package dev.centroid.worker.task;

import dev.centroid.protocol.artifact.ArtifactStore;
import dev.centroid.protocol.artifact.Digest;
import dev.centroid.protocol.task.JobInputs;
import dev.centroid.quantization.activation.JobModel;
import dev.centroid.quantization.plan.Branch;
import dev.centroid.quantization.plan.Branches;
import dev.centroid.quantization.plan.LayerPlan;
import dev.centroid.quantization.plan.Plan;
import dev.centroid.quantization.plan.Sharing;
import dev.centroid.quantization.recipe.BudgetedRecipe;
import dev.centroid.quantization.recipe.Recipe;
import dev.centroid.quantization.recipe.RecipeParser;
import dev.centroid.quantization.safetensors.SafetensorsFile;
import dev.centroid.quantization.torchscript.TorchScriptArchive;
import dev.centroid.worker.data.Dataset;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What a job starts from, read and parsed; data files only when they are asked for. */
final class LoadedJob {

  /** How messages name the model, wherever it came from. */
  static final String MODEL = "model.pt";

  private static final String RECIPE = "recipe.yaml";
  private static final String TRAIN = "train.safetensors";
  private static final String EVALUATION = "eval.safetensors";

  private final ArtifactStore artifacts;
  private final JobInputs inputs;
  private final String recipeText;
  private final Recipe recipe;
  private final byte[] givenBytes;
  private final TorchScriptArchive given;
  private Optional<Structure> planned = Optional.empty();
  private Optional<JobChoices> choices = Optional.empty();
  private final BoundedCache<Digest, Dataset> datasets = new BoundedCache<>(2);

  private LoadedJob(ArtifactStore artifacts, JobInputs inputs) throws IOException {
    this.artifacts = artifacts;
    this.inputs = inputs;
    this.recipeText = new String(artifacts.read(inputs.recipe()), StandardCharsets.UTF_8);
    this.recipe = RecipeParser.parse(recipeText, RECIPE);
    this.givenBytes = artifacts.read(inputs.model());
    this.given = TorchScriptArchive.parse(givenBytes, MODEL);
  }

  /**
   * Reads model and recipe.
   *
   * @throws dev.centroid.quantization.InvalidInputException if they cannot be used
   * @throws IOException if a blob could not be read
   */
  static LoadedJob load(ArtifactStore artifacts, JobInputs inputs) throws IOException {
    return new LoadedJob(artifacts, inputs);
  }

  JobInputs inputs() {
    return inputs;
  }

  Recipe recipe() {
    return recipe;
  }

  /**
   * The ways that the recipe leaves open, planned when they are first asked for; only of a recipe
   * with a budget.
   *
   * @throws dev.centroid.quantization.InvalidInputException if one of them does not suit its layer
   */
  synchronized JobChoices choices() {
    JobChoices known =
        choices.orElseGet(
            () -> JobChoices.of(this, BudgetedRecipe.parse(recipeText, RECIPE).orElseThrow()));
    choices = Optional.of(known);
    return known;
  }

  /** What another recipe would do to the model. */
  Plan planOf(String otherRecipe) {
    return JobModel.of(RecipeParser.parse(otherRecipe, RECIPE), given, givenBytes.length).plan();
  }

  /** The model as given. */
  TorchScriptArchive given() {
    return given;
  }

  /** The bytes of the model as given; not to be changed. */
  byte[] givenBytes() {
    return givenBytes;
  }

  /**
   * The model that is trained and packed: as given, or with quantized activations, and with shared
   * parameters made one.
   */
  TorchScriptArchive model() {
    return planned().start();
  }

  /** The bytes of the model that is trained and packed; not to be changed. */
  byte[] modelBytes() {
    return planned().startBytes();
  }

  /** Every parameter or buffer that is one with an earlier one, with the first such. */
  Map<String, String> holders() {
    return planned().sharing().holders();
  }

  /** The branches that the recipe names. */
  List<Branch> branches() {
    return planned().branches();
  }

  /** Paths of the tensors that are left out for good. */
  Set<String> removed() {
    return branches().stream()
        .filter(Branch::removed)
        .flatMap(branch -> branch.members().stream())
        .collect(Collectors.toSet());
  }

  Plan plan() {
    return planned().model().plan();
  }

  /**
   * Checks that training has observed what quantized activations need.
   *
   * @param trained the tensors of the state that is to be packed
   */
  void requireObserved(Map<String, ByteBuffer> trained) {
    planned().model().requireObserved(trained);
  }

  /**
   * Plans when it is first asked for: to measure a model, the recipe need not fit it.
   *
   * @throws dev.centroid.quantization.InvalidInputException if the recipe does not fit the model
   */
  private synchronized Structure planned() {
    Structure structure = planned.orElseGet(this::structure);
    planned = Optional.of(structure);
    return structure;
  }

  private Structure structure() {
    JobModel model = JobModel.of(recipe, given, givenBytes.length);
    Sharing sharing = Sharing.of(recipe, model.archive());
    List<Branch> branches = Branches.of(recipe, model.archive());
    Map<String, ByteBuffer> shared = sharing.startValues(model.archive());
    if (shared.isEmpty()) {
      return new Structure(
          model, sharing, branches, model.archive(), model.rewritten().orElse(givenBytes));
    }
    byte[] start = model.archive().withTensors(shared);
    return new Structure(model, sharing, branches, TorchScriptArchive.parse(start, MODEL), start);
  }

  /**
   * What follows from recipe and model together.
   *
   * @param model as given, or rewritten
   * @param start the same with shared parameters made one
   * @param startBytes its file
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Structure(
      JobModel model,
      Sharing sharing,
      List<Branch> branches,
      TorchScriptArchive start,
      byte[] startBytes) {}

  Dataset train() throws IOException {
    return dataset(inputs.train(), TRAIN);
  }

  Dataset evaluation() throws IOException {
    return dataset(inputs.evaluation(), EVALUATION);
  }

  /** The layers to be compressed that are not among some indices. */
  List<LayerPlan> compressedExcept(Set<Integer> indices) {
    return plan().layers().stream()
        .filter(layer -> layer.quantization().isPresent() && !indices.contains(layer.index()))
        .toList();
  }

  private Dataset dataset(Digest digest, String name) throws IOException {
    return datasets.get(
        digest,
        () -> Dataset.of(SafetensorsFile.open(artifacts.file(digest)), name, recipe.data()));
  }
}
