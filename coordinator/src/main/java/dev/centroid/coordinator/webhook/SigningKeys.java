package dev.centroid.coordinator.webhook;

import dev.centroid.quantization.InvalidInputException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The secrets that an endpoint's messages are signed with now: two while one replaces another. */
public sealed interface SigningKeys {

  /**
   * The secrets, at least one.
   *
   * @throws InvalidInputException if they cannot be read now
   */
  List<WebhookSecret> current();

  /**
   * As they are configured.
   *
   * @param setting the endpoint's settings, such as {@code centroid.webhooks.ops}; begins the
   *     message of an error
   * @param secret itself
   * @param file with a secret on each line, read at each try, so that it may change
   * @throws InvalidInputException if not one of the two is given, or there is no usable secret
   */
  static SigningKeys of(String setting, Optional<String> secret, Optional<Path> file) {
    if (secret.isPresent() == file.isPresent()) {
      throw new InvalidInputException(
          setting
              + (secret.isPresent()
                  ? ".secret and .secret-file are both given; remove one of them"
                  : ".secret-file: is missing; name a file with the secret that the endpoint knows,"
                      + " e.g. of `openssl rand -base64 32`"));
    }
    SigningKeys keys =
        file.<SigningKeys>map(path -> new OfFile(setting + ".secret-file", path))
            .orElseGet(
                () ->
                    new Fixed(
                        List.of(WebhookSecret.parse(secret.orElseThrow(), setting + ".secret"))));
    List<WebhookSecret> unused = keys.current();
    return keys;
  }

  /**
   * The same as long as the process runs.
   *
   * @param current the secrets
   */
  record Fixed(List<WebhookSecret> current) implements SigningKeys {}

  /**
   * In a file.
   *
   * @param setting that names the file
   * @param file with a secret on each line
   */
  record OfFile(String setting, Path file) implements SigningKeys {

    @Override
    public List<WebhookSecret> current() {
      String origin = setting + ": " + file;
      List<WebhookSecret> secrets =
          lines(origin).stream()
              .map(String::strip)
              .filter(line -> !line.isEmpty())
              .map(line -> WebhookSecret.parse(line, origin))
              .toList();
      if (secrets.isEmpty()) {
        throw new InvalidInputException(
            origin + " is empty; write a secret into it, e.g. of `openssl rand -base64 32`");
      }
      return secrets;
    }

    private List<String> lines(String origin) {
      try {
        return Files.readAllLines(file, StandardCharsets.UTF_8);
      } catch (IOException e) {
        throw new InvalidInputException(
            origin
                + " cannot be read ("
                + e.getClass().getSimpleName()
                + "); name a file that this process may read",
            e);
      }
    }
  }
}
