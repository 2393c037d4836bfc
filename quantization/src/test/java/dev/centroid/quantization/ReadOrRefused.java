package dev.centroid.quantization;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/** The one way in which a reader of strangers' files may fail. */
public final class ReadOrRefused {

  /** Of processor time, for an input of a few kilobytes. */
  private static final Duration LONGEST = Duration.ofSeconds(5);

  private ReadOrRefused() {}

  /**
   * Anything else that is thrown goes on.
   *
   * @return what was read; nothing when it was refused, in one line that can be shown
   */
  public static <T> Optional<T> of(Supplier<T> reader) {
    long begin = processorTime();
    try {
      return Optional.of(reader.get());
    } catch (InvalidInputException refused) {
      assertThat(refused.getMessage()).isNotBlank().matches(Printable::isPlain, "is one line");
      return Optional.empty();
    } finally {
      assertThat(Duration.ofNanos(processorTime() - begin))
          .as("processor time of one input")
          .isLessThan(LONGEST);
    }
  }

  private static long processorTime() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }
}
