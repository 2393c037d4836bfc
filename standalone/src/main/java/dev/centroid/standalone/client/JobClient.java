package dev.centroid.standalone.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.centroid.protocol.topic.Json;
import dev.centroid.protocol.view.JobDetails;
import dev.centroid.quantization.InvalidInputException;
import dev.centroid.standalone.job.CommandLineJob;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Iterator;
import java.util.Optional;
import java.util.stream.Stream;

/** A client of the coordinator's REST. */
public final class JobClient {

  private static final int BAD_REQUEST = 400;
  private static final int UNAUTHORIZED = 401;
  private static final int UNPROCESSABLE = 422;
  private static final int UNAVAILABLE = 503;
  private static final int MOST_TRIES = 30;
  private static final Duration BETWEEN_TRIES = Duration.ofSeconds(1);
  private static final String EVENT = "event:";
  private static final String DATA = "data:";

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final URI jobs;
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
    requireWelcome(response);
    if (response.statusCode() == BAD_REQUEST || response.statusCode() == UNPROCESSABLE) {
      throw new InvalidInputException(messageOf(response.body()));
    }
    if (response.statusCode() > BAD_REQUEST) {
      throw new IOException("the coordinator answered " + response.statusCode());
    }
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
    requireWelcome(response);
    if (response.statusCode() >= BAD_REQUEST) {
      throw new IOException("the coordinator answered " + response.statusCode());
    }
    return Json.mapper().readValue(response.body(), JobDetails.class);
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

  private static void requireWelcome(HttpResponse<String> response) throws IOException {
    if (response.statusCode() == UNAUTHORIZED) {
      throw new InvalidInputException(
          "the coordinator does not let us in: "
              + messageOf(response.body())
              + "; give it by --token-file or "
              + BearerToken.VARIABLE);
    }
  }

  private static String messageOf(String body) throws IOException {
    JsonNode node = Json.mapper().readTree(body);
    return node.path("detail").asText(body);
  }
}
