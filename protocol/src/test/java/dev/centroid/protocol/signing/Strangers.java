package dev.centroid.protocol.signing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.centroid.quantization.InvalidInputException;
import dev.centroid.quantization.Printable;

/** What reads strangers' files. */
final class Strangers {

  private Strangers() {}

  /** Lets anything be thrown but a refusal in one line. */
  static void readOrRefused(Runnable reader) {
    try {
      reader.run();
    } catch (InvalidInputException refused) {
      assertThat(refused.getMessage()).isNotBlank().matches(Printable::isPlain, "is one line");
    }
  }
}
