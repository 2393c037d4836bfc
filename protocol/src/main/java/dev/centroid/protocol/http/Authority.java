package dev.centroid.protocol.http;

import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A host and its port, as in the header {@code Host} (RFC 9110, section 7.2) or in an origin.
 *
 * @param host a name or address in lower case; an IPv6 address in brackets
 * @param port empty where none is given
 */
record Authority(String host, OptionalInt port) {

  private static final Pattern FORM =
      Pattern.compile("([A-Za-z0-9._-]{1,253}|\\[[0-9A-Fa-f:.]{2,45}])(?::([0-9]{1,5}))?");

  /** Reads one; empty if the text has another form. */
  static Optional<Authority> parse(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    OptionalInt port =
        matcher.group(2) == null
            ? OptionalInt.empty()
            : OptionalInt.of(Integer.parseInt(matcher.group(2)));
    return Optional.of(new Authority(matcher.group(1).toLowerCase(Locale.ROOT), port));
  }
}
