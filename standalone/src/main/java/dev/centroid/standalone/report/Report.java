package dev.centroid.standalone.report;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.centroid.protocol.artifact.Digest;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The result of a job: {@code report.json}.
 *
 * @param jobId the job
 * @param metric the model's quality before and after
 * @param bytes sizes of real files
 * @param seconds where the time went
 * @param layers every parameter and buffer of the model, in its order
 * @param groups names of the groups of layers, in order
 * @param losses of every fine-tuning step, in order
 * @param notes of the plan
 * @param digests name to SHA-256 of what went in and came out
 * @param seed of all randomness of the job
 * @param threads of the engine in each task
 * @param versions name to version of what took part
 */
public record Report(
    String jobId,
    MetricChange metric,
    Bytes bytes,
    Seconds seconds,
    List<Layer> layers,
    List<String> groups,
    List<LossPoint> losses,
    List<String> notes,
    Map<String, String> digests,
    long seed,
    int threads,
    Map<String, String> versions) {

  static final String PACKED = "packed";
  static final String SELF_DECODING = "selfDecoding";
  static final String RECIPE = "recipe";

  public Report {
    layers = List.copyOf(layers);
    groups = List.copyOf(groups);
    losses = List.copyOf(losses);
    notes = List.copyOf(notes);
    List<String> needed = List.of(PACKED, SELF_DECODING, RECIPE);
    if (!digests.keySet().containsAll(needed)) {
      throw new IllegalArgumentException("digests: must name " + String.join(", ", needed));
    }
  }

  /**
   * @param name {@code accuracy} or {@code perplexity}
   * @param before the model as given on the evaluation data
   * @param after the packed file, read back, on the same data
   * @param examples number of evaluation examples
   */
  public record MetricChange(String name, double before, double after, long examples) {}

  /**
   * @param model the model file as given
   * @param floatWeights all parameters as the model holds them
   * @param packed the packed file
   * @param predicted the size of the packed file that the plan had foretold
   * @param selfDecoding the TorchScript file that decodes its weights itself
   * @param parts what the packed file is made of
   */
  public record Bytes(
      long model, long floatWeights, long packed, long predicted, long selfDecoding, Parts parts) {

    /** How many times smaller the packed file is than the model's parameters. */
    public double ratio() {
      return (double) floatWeights / packed;
    }
  }

  /**
   * @param codes bit-packed codes
   * @param codebooks centroids
   * @param kept parameters that are kept as they are
   * @param buffers BatchNorm statistics and other buffers
   * @param header names, shapes and settings
   */
  public record Parts(long codes, long codebooks, long kept, long buffers, long header) {}

  /**
   * @param total wall time of the process that finished the job
   * @param outsideTasks {@code total} less the union of the intervals in which a task was at work
   * @param job wall time from the job's acceptance to its end, over all processes that worked on it
   * @param phases wall time of each phase of the job
   * @param outsideTasksByPhase where {@code outsideTasks} was spent
   */
  public record Seconds(
      double total,
      double outsideTasks,
      double job,
      Map<String, Double> phases,
      Map<String, Double> outsideTasksByPhase) {}

  /**
   * @param name the layer's name
   * @param tensor the tensor's path
   * @param kind what the layer is, in lower case
   * @param shape of the tensor
   * @param buffer whether it is a buffer, not a parameter
   * @param status {@code compressed}, {@code kept}, {@code tied} or {@code filled}
   * @param reason why
   * @param bytes in the packed file, header not counted
   * @param bitsPerWeight codes and codebook together
   * @param relativeError ||W - W'||_F / ||W||_F against the float weight when it was quantized
   * @param coding how it is compressed, e.g. {@code 256 centroids of 9}
   * @param usedCentroids centroids, or values of intN, that at least one code names
   */
  public record Layer(
      String name,
      String tensor,
      String kind,
      List<Long> shape,
      boolean buffer,
      String status,
      String reason,
      long bytes,
      double bitsPerWeight,
      Optional<Double> relativeError,
      Optional<String> coding,
      Optional<Integer> usedCentroids) {

    static final String COMPRESSED = "compressed";

    public Layer {
      shape = List.copyOf(shape);
    }

    /** Whether it is stored as codes and a codebook. */
    boolean isCompressed() {
      return status.equals(COMPRESSED);
    }
  }

  /** The recipe that the job ran by, all choices made. */
  @JsonIgnore
  public Digest recipeDigest() {
    return digest(RECIPE);
  }

  /** The packed file's digest. */
  @JsonIgnore
  public Digest packedDigest() {
    return digest(PACKED);
  }

  /** The digest of the TorchScript file with the decoded weights. */
  @JsonIgnore
  public Digest selfDecodingDigest() {
    return digest(SELF_DECODING);
  }

  /** The compressed layers, in the model's order. */
  List<Layer> compressedLayers() {
    return layers.stream().filter(Layer::isCompressed).toList();
  }

  private Digest digest(String name) {
    return Optional.ofNullable(digests.get(name)).map(Digest::new).orElseThrow();
  }
}
