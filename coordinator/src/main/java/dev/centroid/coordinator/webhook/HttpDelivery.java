package dev.centroid.coordinator.webhook;

import dev.centroid.quantization.InvalidInputException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Clock;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;

/** Sends messages by HTTP, signed as Standard Webhooks has it. */
final class HttpDelivery {

  /** It follows no redirect: who answers may not choose who gets the event. */
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .followRedirects(HttpClient.Redirect.NEVER)
          .build();

  private final Clock clock;

  HttpDelivery(Clock clock) {
    this.clock = clock;
  }

  /**
   * Tries once, and waits for the end of the answer, which is of no interest otherwise.
   *
   * @throws InterruptedException if the thread is interrupted meanwhile; the endpoint may have the
   *     event or not
   */
  Outcome send(Endpoint endpoint, EventMessage message) throws InterruptedException {
    HttpRequest request;
    try {
      request = request(endpoint, message);
    } catch (InvalidInputException e) {
      return new Outcome.NoAnswer("nothing was sent: " + e.getMessage());
    }
    CompletableFuture<HttpResponse<Void>> answer =
        http.sendAsync(request, BodyHandlers.discarding());
    try {
      return answered(answer.get(endpoint.timeout().toMillis(), TimeUnit.MILLISECONDS));
    } catch (TimeoutException e) {
      return new Outcome.NoAnswer("no answer within " + endpoint.timeout());
    } catch (ExecutionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      return new Outcome.NoAnswer("no answer: " + cause.getClass().getSimpleName());
    } finally {
      // Of an answer that goes on for ever, too; nothing happens to one that is complete.
      answer.cancel(true);
    }
  }

  private HttpRequest request(Endpoint endpoint, EventMessage message) {
    long seconds = clock.instant().getEpochSecond();
    return HttpRequest.newBuilder(endpoint.url())
        .header("Content-Type", "application/cloudevents+json; charset=UTF-8")
        .header("User-Agent", "centroid")
        .header("webhook-id", message.id())
        .header("webhook-timestamp", Long.toString(seconds))
        .header(
            "webhook-signature",
            endpoint.keys().current().stream()
                .map(secret -> secret.sign(message.id(), seconds, message.body()))
                .collect(Collectors.joining(" ")))
        .POST(BodyPublishers.ofByteArray(message.body()))
        .build();
  }

  private Outcome answered(HttpResponse<Void> response) {
    return new Outcome.Answered(
        response.statusCode(),
        response
            .headers()
            .firstValue("Retry-After")
            .flatMap(header -> RetryAfter.parse(header, clock.instant())));
  }
}
