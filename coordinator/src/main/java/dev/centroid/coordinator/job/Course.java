package dev.centroid.coordinator.job;

import dev.centroid.protocol.task.JobProgram;
import java.util.List;

/**
 * All stages of a job in order. Stage 0 is the inspection, which gives the program that the others
 * follow from.
 */
final class Course {

  private static final int FIRST = 1;

  private final List<Stage> stages;

  private Course(List<Stage> stages) {
    this.stages = stages;
  }

  static Course of(JobProgram program) {
    return new Course(new CourseBuilder(program).build());
  }

  int first() {
    return FIRST;
  }

  boolean isLast(int index) {
    return index - FIRST == stages.size() - 1;
  }

  Stage stage(int index) {
    return stages.get(index - FIRST);
  }

  /** Whether the phase of a stage goes on in the next stage. */
  boolean phaseGoesOnAfter(int index) {
    return !isLast(index) && stage(index).phase().equals(stage(index + 1).phase());
  }

  /** Units of the phase that begins with a stage. */
  int phaseUnits(int index) {
    int total = 0;
    int next = index;
    while (true) {
      Stage stage = stage(next);
      for (int part = 0; part < stage.parts(); part++) {
        total += stage.units(part);
      }
      if (!phaseGoesOnAfter(next)) {
        return total;
      }
      next++;
    }
  }
}
