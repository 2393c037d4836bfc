package dev.centroid.coordinator.job;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How far a job is in its course.
 *
 * @param stage index of the stage under way
 * @param issued tasks of it that were issued: parts 0 to {@code issued - 1}
 * @param outstanding those of them that are not completed; no more than the window
 */
record Cursor(int stage, int issued, List<Outstanding> outstanding) {

  /**
   * @param part of a task
   * @param done units that it says it has done
   */
  record Outstanding(int part, int done) {}

  Cursor {
    outstanding = List.copyOf(outstanding);
  }

  static Cursor at(int stage) {
    return new Cursor(stage, 0, List.of());
  }

  Optional<Outstanding> find(TaskId task) {
    return task.stage() == stage
        ? outstanding.stream().filter(o -> o.part() == task.part()).findFirst()
        : Optional.empty();
  }

  /** Whether a task was issued before, completed or not. */
  boolean hasPassed(TaskId task) {
    return task.stage() < stage || (task.stage() == stage && task.part() < issued);
  }

  /** Tasks that may be issued now. */
  int room(Stage current, int window) {
    int atOnce = current.sequential() ? 1 : window;
    return Math.min(atOnce - outstanding.size(), current.parts() - issued);
  }

  boolean isComplete(Stage current) {
    return outstanding.isEmpty() && issued == current.parts();
  }

  Cursor withIssued() {
    List<Outstanding> all = new ArrayList<>(outstanding);
    all.add(new Outstanding(issued, 0));
    return new Cursor(stage, issued + 1, all);
  }

  Cursor withCompleted(int part) {
    return new Cursor(stage, issued, outstanding.stream().filter(o -> o.part() != part).toList());
  }

  Cursor withProgress(int part, int done) {
    return new Cursor(
        stage,
        issued,
        outstanding.stream().map(o -> o.part() == part ? new Outstanding(part, done) : o).toList());
  }
}
