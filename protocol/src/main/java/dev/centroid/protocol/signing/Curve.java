package dev.centroid.protocol.signing;

import java.util.Arrays;
import java.util.Optional;

/** The elliptic curves of OpenSSF Model Signing, each with its own hash. */
enum Curve {
  P256("1.2.840.10045.3.1.7", "SHA256withECDSA"),
  P384("1.3.132.0.34", "SHA384withECDSA"),
  P521("1.3.132.0.35", "SHA512withECDSA");

  private final String identifier;
  private final String algorithm;

  Curve(String identifier, String algorithm) {
    this.identifier = identifier;
    this.algorithm = algorithm;
  }

  /** The name of its signature algorithm in Java. */
  String algorithm() {
    return algorithm;
  }

  /** The curve of an object identifier. */
  static Optional<Curve> of(String identifier) {
    return Arrays.stream(values()).filter(curve -> curve.identifier.equals(identifier)).findAny();
  }
}
