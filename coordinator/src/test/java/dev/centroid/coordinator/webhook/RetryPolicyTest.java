package dev.centroid.coordinator.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.centroid.quantization.InvalidInputException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Random;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;

/** Properties of what is done after a try, over thousands of policies and tries. */
class RetryPolicyTest {

  private static final int CASES = 5000;
  private static final Instant T0 = Instant.parse("2026-01-01T00:00:00Z");
  private static final Outcome FAILURE = new Outcome.Answered(503, Optional.empty());

  private static RetryPolicy anyPolicy(Random random) {
    Duration backoff = Duration.ofMillis(1 + random.nextInt(100_000));
    return new RetryPolicy(
        1 + random.nextInt(50),
        Duration.ofSeconds(random.nextInt(200_000)),
        backoff,
        backoff.plusMillis(random.nextInt(10_000_000)));
  }

  private static RetryPolicy.Attempt anyAttempt(Random random) {
    return new RetryPolicy.Attempt(
        1 + random.nextInt(60),
        T0,
        T0.plusMillis(random.nextInt(300_000_000)),
        random.nextDouble());
  }

  private static void forAll(BiConsumer<RetryPolicy, RetryPolicy.Attempt> property) {
    Random random = new Random(1);
    for (int i = 0; i < CASES; i++) {
      property.accept(anyPolicy(random), anyAttempt(random));
    }
  }

  private static Duration wait(Next next, RetryPolicy.Attempt attempt) {
    return Duration.between(attempt.now(), ((Next.Retry) next).at());
  }

  @Test
  void whatIsTriedAgainIsWithinItsBounds() {
    forAll(
        (policy, attempt) -> {
          if (policy.after(FAILURE, attempt) instanceof Next.Retry retry) {
            assertThat(retry.at()).isBetween(attempt.now(), T0.plus(policy.maxAge()));
            assertThat(attempt.number()).isLessThan(policy.attempts());
            assertThat(wait(retry, attempt)).isLessThanOrEqualTo(policy.longestBackoff());
          }
        });
  }

  @Test
  void theBoundOfTheWaitDoublesWithEachTry() {
    RetryPolicy policy =
        new RetryPolicy(100, Duration.ofDays(1), Duration.ofSeconds(1), Duration.ofSeconds(30));
    for (int number = 1; number < 100; number++) {
      RetryPolicy.Attempt attempt = new RetryPolicy.Attempt(number, T0, T0, 0.5);

      double half = Math.min(Math.pow(2, number - 1.0), 30) / 2;
      assertThat(wait(policy.after(FAILURE, attempt), attempt).toMillis())
          .isEqualTo((long) (half * 1000));
    }
  }

  @Test
  void waitsAreSpreadOverAllOfTheirBound() {
    RetryPolicy policy =
        new RetryPolicy(9, Duration.ofDays(1), Duration.ofSeconds(8), Duration.ofSeconds(8));
    for (double chance : new double[] {0, 0.25, 0.999}) {
      RetryPolicy.Attempt attempt = new RetryPolicy.Attempt(1, T0, T0, chance);

      assertThat(wait(policy.after(FAILURE, attempt), attempt).toMillis())
          .isEqualTo((long) (8000 * chance));
    }
  }

  @Test
  void endpointThatAsksToBeLeftAloneIs() {
    forAll(
        (policy, attempt) -> {
          Duration pause = Duration.ofSeconds(attempt.number() * 100L);
          Next next = policy.after(new Outcome.Answered(429, Optional.of(pause)), attempt);
          if (next instanceof Next.Retry) {
            assertThat(wait(next, attempt)).isGreaterThanOrEqualTo(pause);
          }
        });
  }

  @Test
  void pauseOfAnyLengthIsNoFault() {
    Outcome far = new Outcome.Answered(503, Optional.of(Duration.ofSeconds(999_999_999)));

    forAll(
        (policy, attempt) ->
            assertThat(policy.after(far, attempt)).isInstanceOf(Next.GiveUp.class));
  }

  @Test
  void everyEventComesToAnEnd() {
    Random random = new Random(2);
    for (int i = 0; i < 500; i++) {
      RetryPolicy policy = anyPolicy(random);
      Instant now = T0;
      int tries = 0;
      Next next = new Next.Retry(T0);
      while (next instanceof Next.Retry retry) {
        now = retry.at().plusMillis(random.nextInt(1000));
        tries++;
        next = policy.after(FAILURE, new RetryPolicy.Attempt(tries, T0, now, random.nextDouble()));
      }
      assertThat(next).isInstanceOf(Next.GiveUp.class);
      assertThat(tries).isBetween(1, policy.attempts());
    }
  }

  @Test
  void whatAnAnswerMeansDependsOnItsStatusAlone() {
    forAll(
        (policy, attempt) -> {
          for (int status = 200; status < 600; status++) {
            Next next = policy.after(new Outcome.Answered(status, Optional.empty()), attempt);
            if (status < 300) {
              assertThat(next).isEqualTo(new Next.Delivered());
            } else if (status == 410) {
              assertThat(next).isEqualTo(new Next.Stop());
            } else if (status < 500 && status != 408 && status != 429) {
              assertThat(next).isEqualTo(new Next.GiveUp("it is refused"));
            } else {
              assertThat(next).isEqualTo(policy.after(FAILURE, attempt));
            }
          }
        });
  }

  @Test
  void silenceIsTriedAgainAsAFaultOfTheServerIs() {
    forAll(
        (policy, attempt) ->
            assertThat(policy.after(new Outcome.NoAnswer("no answer"), attempt))
                .isEqualTo(policy.after(FAILURE, attempt)));
  }

  @Test
  void policyWithoutTriesOrPausesIsRefusedByTheNameOfItsSetting() {
    Duration second = Duration.ofSeconds(1);
    assertThatThrownBy(() -> new RetryPolicy(0, second, second, second))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith("attempts: is 0");
    assertThatThrownBy(() -> new RetryPolicy(1, second, Duration.ZERO, second))
        .hasMessageStartingWith("backoff: is PT0S");
    assertThatThrownBy(() -> new RetryPolicy(1, second, second.plusMillis(1), second))
        .hasMessageContaining("not longer than longest-backoff");
    assertThatThrownBy(() -> new RetryPolicy(1, second.negated(), second, second))
        .hasMessageStartingWith("max-age: is PT-1S");
  }
}
