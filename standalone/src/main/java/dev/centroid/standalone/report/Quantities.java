package dev.centroid.standalone.report;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Figures as people read them; the same on every machine. */
public final class Quantities {

  private static final double THOUSAND = 1000;
  private static final int MINUTE = 60;
  private static final int HOUR = 3600;

  private Quantities() {}

  /** Bytes in decimal units, e.g. {@code 87.9 kB}. */
  public static String bytes(long bytes) {
    if (bytes < THOUSAND) {
      return bytes + " B";
    }
    return bytes < THOUSAND * THOUSAND
        ? format("%.1f kB", bytes / THOUSAND)
        : format("%.2f MB", bytes / THOUSAND / THOUSAND);
  }

  /** A count with thousands set apart, e.g. {@code 344,298}. */
  public static String count(long count) {
    return format("%,d", count);
  }

  /** A count of things, such as {@code 1 file} or {@code 1,200 files}. */
  public static String counted(long count, String thing) {
    return count(count) + " " + thing + (count == 1 ? "" : "s");
  }

  /** A duration, e.g. {@code 4.2 s}, {@code 1 min 05 s} or {@code 2 h 03 min}. */
  public static String seconds(double seconds) {
    if (seconds < MINUTE - 0.05) {
      return format("%.1f s", seconds);
    }
    long whole = Math.round(seconds);
    return whole < HOUR
        ? format("%d min %02d s", whole / MINUTE, whole % MINUTE)
        : format("%d h %02d min", whole / HOUR, whole % HOUR / MINUTE);
  }

  /** A metric as its kind is read: accuracy in percent, anything else as it is. */
  public static String metric(String name, double value) {
    return name.equals("accuracy") ? format("%.2f %%", 100 * value) : format("%.3f", value);
  }

  /** The change of a metric, signed; of accuracy in points. */
  public static String change(Report.MetricChange metric) {
    double change = metric.after() - metric.before();
    return metric.name().equals("accuracy")
        ? format("%+.2f points", 100 * change)
        : format("%+.3f", change);
  }

  /** A shape, e.g. {@code 64 × 32 × 3 × 3}. */
  public static String shape(List<Long> shape) {
    return shape.isEmpty()
        ? "scalar"
        : shape.stream().map(String::valueOf).collect(Collectors.joining("×"));
  }

  /** {@link String#format} with the same result in every country. */
  public static String format(String pattern, Object... values) {
    return String.format(Locale.ROOT, pattern, values);
  }
}
