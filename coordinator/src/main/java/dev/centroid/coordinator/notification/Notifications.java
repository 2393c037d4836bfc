package dev.centroid.coordinator.notification;

import dev.centroid.coordinator.submission.SubmissionRequest;
import dev.centroid.protocol.kafka.KafkaClientSettings;
import dev.centroid.quantization.InvalidInputException;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.function.Function;

/**
 * Takes notifications, and follows the rules for them. What was taken is kept by the brokers until
 * it was followed, by this coordinator or another.
 */
public final class Notifications implements AutoCloseable {

  private final RuleBook book;
  private final NotificationLog log;
  private final NotificationIntake intake;

  private Notifications(RuleBook book, NotificationLog log, NotificationIntake intake) {
    this.book = book;
    this.log = log;
    this.intake = intake;
  }

  /**
   * What was taken.
   *
   * @param created objects that were told of
   * @param matching of them, those that a rule is for
   */
  public record Taken(int created, int matching) {}

  /**
   * Begins to follow rules.
   *
   * @param kafka where the brokers are, and how to be let in; the topic must be there
   * @param book its {@code S3Objects} is closed with this
   * @param submit asks for a job, whose id it returns; throws {@link
   *     org.apache.kafka.common.KafkaException} or {@link
   *     dev.centroid.coordinator.PendingException} if it cannot now
   */
  public static Notifications start(
      KafkaClientSettings kafka,
      RuleBook book,
      Function<SubmissionRequest, String> submit,
      MeterRegistry registry) {
    return new Notifications(
        book,
        new NotificationLog(kafka),
        NotificationIntake.start(kafka, book, submit, Retries.STANDARD, registry));
  }

  /**
   * Takes what an object store sends.
   *
   * @throws InvalidInputException if it is no notification; names the field
   * @throws org.apache.kafka.common.KafkaException if the brokers do not take it
   */
  public Taken take(byte[] message) {
    List<CreatedObject> created = S3Notification.read(message);
    long matching =
        created.stream().filter(each -> !book.matching(each.object()).isEmpty()).count();
    if (matching > 0) {
      log.append(message);
    }
    return new Taken(created.size(), (int) matching);
  }

  /** Whether rules are followed. */
  public boolean isAlive() {
    return intake.isAlive();
  }

  @Override
  public void close() {
    log.close();
    intake.close();
    book.objects().close();
  }
}
