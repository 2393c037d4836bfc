package dev.centroid.standalone.progress;

/** Shows nothing: whoever reads the output wants the result only. */
public final class SilentDisplay implements ProgressDisplay {

  @Override
  public void say(String line) {}

  @Override
  public void show(Snapshot snapshot) {}

  @Override
  public void end() {}
}
