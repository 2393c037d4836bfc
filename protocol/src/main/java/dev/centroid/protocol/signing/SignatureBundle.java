package dev.centroid.protocol.signing;

import dev.centroid.protocol.topic.Json;
import dev.centroid.quantization.InvalidInputException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The file of a signature: a Sigstore bundle, version 0.3, with a DSSE envelope. */
final class SignatureBundle {

  private static final String MEDIA_TYPE = "application/vnd.dev.sigstore.bundle.v0.3+json";

  private SignatureBundle() {}

  /** Signs a manifest. */
  static byte[] sign(Manifest manifest, SigningKey key) {
    byte[] payload = Statement.bytes(manifest);
    Map<String, Object> material = new LinkedHashMap<>();
    material.put("publicKey", Map.of("hint", key.publicHalf().fingerprint().hex()));
    material.put("tlogEntries", List.of());
    Map<String, Object> signature = new LinkedHashMap<>();
    signature.put("sig", base64(key.sign(authenticated(payload))));
    signature.put("keyid", "");
    Map<String, Object> envelope = new LinkedHashMap<>();
    envelope.put("payload", base64(payload));
    envelope.put("payloadType", Statement.PAYLOAD_TYPE);
    envelope.put("signatures", List.of(signature));
    Map<String, Object> bundle = new LinkedHashMap<>();
    bundle.put("mediaType", MEDIA_TYPE);
    bundle.put("verificationMaterial", material);
    bundle.put("dsseEnvelope", envelope);
    return Json.bytes(bundle);
  }

  /**
   * Reads a signature, and nothing of what was signed before the signature is known to be right.
   *
   * @param name how messages name the file
   * @return what was signed
   * @throws InvalidInputException if it is no such file, or not signed by this key
   */
  static Manifest verify(byte[] content, String name, VerificationKey key) {
    JsonFields bundle = JsonFields.parse(content, name + ": the signature");
    bundle.requireText("mediaType", MEDIA_TYPE);
    requireKey(bundle.object("verificationMaterial"), name, key);
    JsonFields envelope = bundle.object("dsseEnvelope");
    envelope.requireText("payloadType", Statement.PAYLOAD_TYPE);
    byte[] payload = envelope.bytes("payload");
    if (!key.accepts(authenticated(payload), envelope.onlyObject("signatures").bytes("sig"))) {
      throw new InvalidInputException(
          name
              + ": the signature is wrong for this key; do not use the model unless its owner signs"
              + " it again");
    }
    return Statement.parse(payload, name + ": the signed statement");
  }

  private static void requireKey(JsonFields material, String name, VerificationKey key) {
    Optional<String> hint = material.object("publicKey").optionalText("hint");
    if (hint.filter(text -> !text.isEmpty() && !text.equals(key.fingerprint().hex())).isPresent()) {
      throw new InvalidInputException(
          name
              + ": was signed by another key than "
              + key.fingerprint()
              + " (SHA-256 of the public key); give the key of whom you trust");
    }
  }

  /** DSSE's pre-authentication encoding: type and payload, each with its length. */
  private static byte[] authenticated(byte[] payload) {
    byte[] prefix =
        "DSSEv1 %d %s %d "
            .formatted(Statement.PAYLOAD_TYPE.length(), Statement.PAYLOAD_TYPE, payload.length)
            .getBytes(StandardCharsets.US_ASCII);
    byte[] all = new byte[prefix.length + payload.length];
    System.arraycopy(prefix, 0, all, 0, prefix.length);
    System.arraycopy(payload, 0, all, prefix.length, payload.length);
    return all;
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }
}
