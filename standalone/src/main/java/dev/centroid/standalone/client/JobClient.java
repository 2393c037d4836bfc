package dev.centroid.standalone.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.centroid.protocol.access.BearerToken;
import dev.centroid.protocol.artifact.Digest;
import dev.centroid.protocol.topic.Json;
import dev.centroid.protocol.view.JobDetails;
import dev.centroid.protocol.view.JobView;
import dev.centroid.quantization.InvalidInputException;
import dev.centroid.standalone.job.CommandLineJob;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** A client of the coordinator's REST. */
public final class JobClient {

  private static final int BAD_REQUEST = 400;
  private static final int UNAUTHORIZED = 401;
  private static final Set<Integer> TO_BLAME_ON_USER = Set.of(BAD_REQUEST, 404, 409, 421, 422);
  private static final int UNAVAILABLE = 503;
  private static final int MOST_TRIES = 30;
  private static final Duration BETWEEN_TRIES = Duration.ofSeconds(1);
  private static final String EVENT = "event:";
  private static final String DATA = "data:";

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final URI jobs;
  private final URI blobs;
  private final Optional<BearerToken> token;
  private final Duration betweenTries;

  /**
   * @param url the root of the coordinator's REST, e.g. {@code http://127.0.0.1:8080}
   * @param token that it asks for, if it does
   */
  public JobClient(String url, Optional<BearerToken> token) {
    this(url, token, BETWEEN_TRIES);
  }

  JobClient(String url, Optional<BearerToken> token, Duration betweenTries) {
    this.jobs = URI.create(url + "/v1/jobs");
    this.blobs = URI.create(url + "/v1/blobs");
    this.token = token;
    this.betweenTries = betweenTries;
  }

  /**
   * Submits a job, again for a while when the coordinator is too busy; the same job again changes
   * nothing.
   *
   * @throws InvalidInputException if the coordinator refuses it, or asks for another token
   * @throws IOException if the coordinator cannot be reached or cannot answer
   */
  public void submit(CommandLineJob job) throws IOException, InterruptedException {
    ObjectNode body = Json.mapper().valueToTree(job.submission());
    body.put("source", CommandLineJob.SOURCE).put("id", job.id());
    HttpRequest request =
        request(jobs)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body.toString()))
            .build();
    HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
    for (int tries = 1; response.statusCode() == UNAVAILABLE && tries < MOST_TRIES; tries++) {
      Thread.sleep(betweenTries.toMillis());
      response = http.send(request, BodyHandlers.ofString());
    }
    requireGood(response);
  }

  /**
   * A job as it is now.
   *
   * @throws InvalidInputException if the coordinator asks for another token
   * @throws IOException if the coordinator cannot be reached or does not know it
   */
  public JobDetails find(String jobId) throws IOException, InterruptedException {
    HttpRequest request = request(URI.create(jobs + "/" + jobId)).build();
    HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
    requireGood(response);
    return Json.mapper().readValue(response.body(), JobDetails.class);
  }

  /**
   * Every job, the newest first.
   *
   * @throws InvalidInputException if the coordinator asks for another token
   * @throws IOException if the coordinator cannot be reached or cannot answer
   */
  public List<JobView> jobs() throws IOException, InterruptedException {
    HttpResponse<String> response = http.send(request(jobs).build(), BodyHandlers.ofString());
    requireGood(response);
    return List.of(Json.mapper().readValue(response.body(), JobView[].class));
  }

  /** What may be wanted of a job that is under way. */
  public enum Order {
    CANCEL,
    PAUSE,
    RESUME
  }

  /**
   * Gives an order, and returns the job as it is then.
   *
   * @throws InvalidInputException if there is no such job, it has ended, or the coordinator asks
   *     for another token
   * @throws IOException if the coordinator cannot be reached or cannot answer
   */
  public JobView order(String jobId, Order order) throws IOException, InterruptedException {
    URI uri = URI.create(jobs + "/" + jobId + "/" + order.name().toLowerCase(Locale.ROOT));
    HttpResponse<String> response =
        http.send(
            request(uri).POST(HttpRequest.BodyPublishers.noBody()).build(),
            BodyHandlers.ofString());
    requireGood(response);
    return Json.mapper().readValue(response.body(), JobView.class);
  }

  /** Sends a blob. */
  Digest putBlob(Path file) throws IOException {
    HttpRequest request =
        request(blobs)
            .header("Content-Type", "application/octet-stream")
            .POST(HttpRequest.BodyPublishers.ofFile(file))
            .build();
    HttpResponse<String> response = sent(request, BodyHandlers.ofString());
    requireGood(response);
    return new Digest(Json.mapper().readTree(response.body()).path("digest").asText());
  }

  /** Fetches a blob; the stream is the caller's to close. */
  InputStream blob(Digest digest) throws IOException {
    HttpResponse<InputStream> response =
        sent(request(URI.create(blobs + "/" + digest)).build(), BodyHandlers.ofInputStream());
    if (response.statusCode() >= BAD_REQUEST) {
      response.body().close();
      throw new IOException("the coordinator answered " + response.statusCode() + " for " + digest);
    }
    return response.body();
  }

  private <T> HttpResponse<T> sent(HttpRequest request, HttpResponse.BodyHandler<T> handler)
      throws IOException {
    try {
      return http.send(request, handler);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while talking to the coordinator", e);
    }
  }

  /**
   * Passes on the server-sent events of a job until it has ended.
   *
   * @param listener called for each event, on the calling thread; says whether to go on
   * @throws IOException if the stream cannot be opened or breaks
   */
  public void watch(String jobId, EventListener listener) throws IOException, InterruptedException {
    HttpRequest request =
        request(URI.create(jobs + "/" + jobId + "/events"))
            .header("Accept", "text/event-stream")
            .build();
    HttpResponse<Stream<String>> response = http.send(request, BodyHandlers.ofLines());
    try (Stream<String> lines = response.body()) {
      if (response.statusCode() >= BAD_REQUEST) {
        throw new IOException("the coordinator answered " + response.statusCode());
      }
      Iterator<String> line = lines.iterator();
      String name = "";
      boolean wanted = true;
      while (wanted && line.hasNext()) {
        String text = line.next();
        if (text.startsWith(EVENT)) {
          name = text.substring(EVENT.length()).strip();
        } else if (text.startsWith(DATA)) {
          wanted = listener.heard(name, text.substring(DATA.length()));
        }
      }
    } catch (UncheckedIOException e) {
      throw new IOException("the stream of events broke", e);
    }
  }

  /** Is told what is heard of a job. */
  @FunctionalInterface
  public interface EventListener {

    /**
     * Whether to go on.
     *
     * @param name of the event
     * @param data its JSON, in one line
     * @throws IOException if the data cannot be read
     */
    boolean heard(String name, String data) throws IOException;
  }

  private HttpRequest.Builder request(URI uri) {
    HttpRequest.Builder request = HttpRequest.newBuilder(uri);
    token.ifPresent(sent -> request.header("Authorization", sent.authorization()));
    return request;
  }

  private static void requireGood(HttpResponse<String> response) throws IOException {
    requireWelcome(response);
    if (TO_BLAME_ON_USER.contains(response.statusCode())) {
      throw new InvalidInputException(messageOf(response.body()));
    }
    if (response.statusCode() >= BAD_REQUEST) {
      throw new IOException(
          "the coordinator answered " + response.statusCode() + ": " + messageOf(response.body()));
    }
  }

  private static void requireWelcome(HttpResponse<String> response) throws IOException {
    if (response.statusCode() == UNAUTHORIZED) {
      throw new InvalidInputException(
          "the coordinator does not let us in: "
              + messageOf(response.body())
              + "; give it by --token-file or "
              + GivenToken.VARIABLE);
    }
  }

  private static String messageOf(String body) {
    try {
      return Json.mapper().readTree(body).path("detail").asText(body);
    } catch (JsonProcessingException e) {
      return body;
    }
  }
}
