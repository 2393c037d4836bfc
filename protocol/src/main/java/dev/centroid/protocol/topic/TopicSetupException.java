package dev.centroid.protocol.topic;

/** The topics or share groups could not be set up on the broker. */
public final class TopicSetupException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final boolean worthRetrying;

  /**
   * @param message says what could not be set up, why, and what to do
   * @param worthRetrying whether the broker may just not be reachable yet
   * @param cause what the broker's client gave
   */
  public TopicSetupException(String message, boolean worthRetrying, Throwable cause) {
    super(message, cause);
    this.worthRetrying = worthRetrying;
  }

  /**
   * @param message says what could not be set up, why, and what to do
   * @param worthRetrying whether the brokers may just not be up yet
   */
  public TopicSetupException(String message, boolean worthRetrying) {
    super(message);
    this.worthRetrying = worthRetrying;
  }

  /** Whether the same call may succeed later without anybody changing a setting. */
  public boolean isWorthRetrying() {
    return worthRetrying;
  }
}
