package dev.centroid.coordinator.notification;

import dev.centroid.artifact.s3.BucketObject;
import dev.centroid.artifact.s3.S3Objects;
import dev.centroid.coordinator.submission.SubmissionRequest;
import dev.centroid.protocol.artifact.ArtifactStore;
import dev.centroid.protocol.task.JobInputs;
import dev.centroid.protocol.view.JobSubmission;
import java.io.IOException;

/**
 * Says which objects are models to be compressed, and how.
 *
 * @param name in the configuration
 * @param bucket where they are
 * @param prefix that their keys begin with
 * @param suffix that their keys end with
 * @param recipe by which
 * @param train on which data
 * @param evaluation measured on which
 * @param seed of the job
 * @param threads of its tasks
 */
public record CompressionRule(
    String name,
    String bucket,
    String prefix,
    String suffix,
    InputReference recipe,
    InputReference train,
    InputReference evaluation,
    long seed,
    int threads) {

  /** Whether an object is one of its models. */
  public boolean matches(BucketObject object) {
    return object.bucket().equals(bucket)
        && object.key().startsWith(prefix)
        && object.key().endsWith(suffix)
        // A key of the prefix alone would end with the suffix, too, where the two overlap.
        && object.key().length() >= prefix.length() + suffix.length();
  }

  /**
   * Brings a model and what else its job needs into the artifact store.
   *
   * @return the request for its compression; the same job for the same content of the same object,
   *     however often it is told of, so that another recipe counts for other content only
   * @throws IOException if something is missing or cannot be read or stored now
   */
  SubmissionRequest request(CreatedObject model, ArtifactStore artifacts, S3Objects objects)
      throws IOException {
    JobInputs inputs =
        new JobInputs(
            new InputReference.InBucket(model.object()).store(artifacts, objects),
            train.store(artifacts, objects),
            evaluation.store(artifacts, objects),
            recipe.store(artifacts, objects));
    return new SubmissionRequest(source(), id(model), new JobSubmission(inputs, seed, threads));
  }

  /** Who asks: the source of the job's request. */
  private String source() {
    return "/v1/notifications/" + name;
  }

  private static String id(CreatedObject model) {
    BucketObject object = model.object();
    return "s3://" + object.bucket() + "/" + object.key() + "#" + model.content();
  }
}
