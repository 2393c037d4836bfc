package dev.centroid.coordinator.webhook;

import java.time.Instant;

/** What is done after a try to deliver an event. */
sealed interface Next {

  /** The endpoint has it: on to the next event. */
  record Delivered() implements Next {}

  /**
   * The same event again.
   *
   * @param at not before
   */
  record Retry(Instant at) implements Next {}

  /**
   * On to the next event without this one.
   *
   * @param why for the log
   */
  record GiveUp(String why) implements Next {}

  /** Nothing more for this endpoint. */
  record Stop() implements Next {}
}
