package dev.centroid.protocol.access;

import dev.centroid.quantization.InvalidInputException;
import java.nio.file.Path;
import java.util.Optional;

/** Decides who may call a service, by the token that the caller sends. */
public sealed interface CallerCheck {

  /** What is found of a caller. */
  enum Finding {
    /** May call. */
    WELCOME,
    /** Sent no token. */
    NO_TOKEN,
    /** Sent another token. */
    WRONG_TOKEN
  }

  /**
   * Judges a request.
   *
   * @param authorization the value of its header {@code Authorization}
   * @throws TokenFileException if the token cannot be read now
   */
  Finding of(Optional<String> authorization);

  /**
   * Creates the check that the configuration asks for.
   *
   * @param section the section of the configuration that has both, e.g. {@code centroid.api}
   * @param token that callers must send
   * @param file with the token, read at each request, so that it may change
   * @throws InvalidInputException if both are given, the file cannot be read, or the token is too
   *     short or cannot be sent in a header
   */
  static CallerCheck of(String section, Optional<String> token, Optional<Path> file) {
    if (token.isPresent() && file.isPresent()) {
      throw new InvalidInputException(
          section + ".token and " + section + ".token-file: are both given; remove one of them");
    }
    if (file.isPresent()) {
      TokenFile tokens = new TokenFile(file.get(), section + ".token-file");
      tokens.requireUsable();
      return new WithToken(tokens);
    }
    if (token.isPresent()) {
      ApiToken fixed = ApiToken.parse(token.get(), section + ".token");
      return new WithToken(() -> fixed);
    }
    return new Anybody();
  }

  /** Lets everybody call. */
  record Anybody() implements CallerCheck {

    @Override
    public Finding of(Optional<String> authorization) {
      return Finding.WELCOME;
    }
  }

  /**
   * Lets those call who send the token (RFC 6750).
   *
   * @param tokens asked for each request
   */
  record WithToken(TokenSource tokens) implements CallerCheck {

    private static final String SCHEME = "Bearer ";

    @Override
    public Finding of(Optional<String> authorization) {
      Optional<String> sent =
          authorization
              .filter(value -> value.regionMatches(true, 0, SCHEME, 0, SCHEME.length()))
              .map(value -> value.substring(SCHEME.length()).strip());
      if (sent.isEmpty()) {
        return Finding.NO_TOKEN;
      }
      return tokens.current().matches(sent.get()) ? Finding.WELCOME : Finding.WRONG_TOKEN;
    }
  }
}
