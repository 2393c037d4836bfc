package dev.centroid.worker.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BatchScheduleTest {

  @Test
  void anEpochTakesNoExampleTwice() {
    // given
    BatchSchedule schedule = new BatchSchedule(3, Phase.TUNING, 100, 8);

    // when
    IntStream taken =
        IntStream.range(0, schedule.stepsPerEpoch())
            .flatMap(step -> IntStream.of(schedule.examplesOf(step)));

    // then
    assertThat(taken.boxed()).hasSize(96).doesNotHaveDuplicates();
  }

  @Test
  void aStepsBatchDoesNotDependOnTheStepsBeforeIt() {
    // given
    BatchSchedule inOrder = new BatchSchedule(3, Phase.TUNING, 100, 8);
    IntStream.range(0, 40).forEach(inOrder::examplesOf);

    // when
    int[] fresh = new BatchSchedule(3, Phase.TUNING, 100, 8).examplesOf(30);

    // then
    assertThat(inOrder.examplesOf(30)).isEqualTo(fresh);
  }

  @Test
  void epochsAndPhasesHaveOrdersOfTheirOwn() {
    // given
    BatchSchedule tuning = new BatchSchedule(3, Phase.TUNING, 100, 100);

    // then
    assertThat(tuning.examplesOf(0)).isNotEqualTo(tuning.examplesOf(1));
    assertThat(tuning.examplesOf(0))
        .isNotEqualTo(new BatchSchedule(3, Phase.FLOAT_TUNING, 100, 100).examplesOf(0));
  }

  @Test
  void aBatchLargerThanTheDataTakesAllOfIt() {
    assertThat(new BatchSchedule(3, Phase.TUNING, 5, 8).examplesOf(7))
        .containsExactlyInAnyOrder(0, 1, 2, 3, 4);
  }
}
