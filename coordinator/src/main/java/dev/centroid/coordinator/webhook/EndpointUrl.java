package dev.centroid.coordinator.webhook;

import dev.centroid.quantization.InvalidInputException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads the addresses of endpoints. What is said of one never repeats it: it may hold a secret. */
public final class EndpointUrl {

  /** Written as such, as a name that is looked up may be another address at the next time. */
  private static final Pattern LOOPBACK =
      Pattern.compile("localhost|127(\\.\\d{1,3}){3}|\\[(::1|0:0:0:0:0:0:0:1)]");

  private static final int LAST_PORT = 65535;

  private EndpointUrl() {}

  /**
   * Reads one.
   *
   * @param setting that it is the value of; begins the message of an error
   * @param insecure whether events may leave this machine without TLS
   * @throws InvalidInputException if it is no such address
   */
  public static URI parse(String setting, String text, boolean insecure) {
    URI url = uri(setting, text);
    String scheme = Optional.ofNullable(url.getScheme()).orElse("").toLowerCase(Locale.ROOT);
    String host = Optional.ofNullable(url.getHost()).orElse("").toLowerCase(Locale.ROOT);
    if (host.isEmpty()
        || !(scheme.equals("https") || scheme.equals("http"))
        || url.getPort() == 0
        || url.getPort() > LAST_PORT) {
      throw new InvalidInputException(
          setting + ": is no address of HTTP; give one such as https://example.org/hooks/centroid");
    }
    if (url.getRawUserInfo() != null || url.getRawFragment() != null) {
      throw new InvalidInputException(
          setting
              + ": has a user, a password or a #fragment, which are not sent; leave them out: the"
              + " signature says who sends");
    }
    if (scheme.equals("http") && !insecure && !LOOPBACK.matcher(host).matches()) {
      throw new InvalidInputException(
          setting
              + ": is http, which lets everybody on the way read and change events; give https, or"
              + " set insecure to true where the network is trusted");
    }
    return url;
  }

  private static URI uri(String setting, String text) {
    try {
      return new URI(text.strip());
    } catch (URISyntaxException e) {
      // Without the cause, whose message repeats the address.
      throw new InvalidInputException(
          setting + ": is no address; give one such as https://example.org/hooks/centroid");
    }
  }
}
