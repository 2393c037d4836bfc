package dev.centroid.coordinator.webhook;

import dev.centroid.coordinator.job.UserEvent;
import dev.centroid.quantization.InvalidInputException;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Reads which kinds of events an endpoint wants. */
public final class EventKinds {

  private EventKinds() {}

  /**
   * Reads labels, such as {@code completed} for {@code dev.centroid.compression.completed}.
   *
   * @param setting that they are the value of; begins the message of an error
   * @throws InvalidInputException if there is none, or one is not known
   */
  public static Set<UserEvent.Kind> parse(String setting, Collection<String> labels) {
    Set<UserEvent.Kind> kinds = EnumSet.noneOf(UserEvent.Kind.class);
    for (String label : labels) {
      kinds.add(
          find(label)
              .orElseThrow(
                  () ->
                      new InvalidInputException(
                          setting
                              + ": '"
                              + label
                              + "' is no type of event; give some of "
                              + all())));
    }
    if (kinds.isEmpty()) {
      throw new InvalidInputException(setting + ": is empty; give some of " + all());
    }
    return kinds;
  }

  private static Optional<UserEvent.Kind> find(String label) {
    return Arrays.stream(UserEvent.Kind.values())
        .filter(kind -> kind.label().equals(label.strip()))
        .findFirst();
  }

  private static String all() {
    return Arrays.stream(UserEvent.Kind.values())
        .map(UserEvent.Kind::label)
        .collect(Collectors.joining(","));
  }
}
