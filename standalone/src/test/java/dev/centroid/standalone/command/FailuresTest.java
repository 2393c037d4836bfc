package dev.centroid.standalone.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.runtime.configuration.ConfigurationException;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;

class FailuresTest {

  @Test
  void aSettingThatAServiceRefusesIsBadInput() {
    Throwable asQuarkusWrapsIt =
        new ExecutionException(
            new RuntimeException(
                "Failed to start quarkus", new ConfigurationException("centroid.api.token: why")));

    assertThat(Failures.report(asQuarkusWrapsIt)).isEqualTo(Failures.BAD_INPUT);
  }
}
