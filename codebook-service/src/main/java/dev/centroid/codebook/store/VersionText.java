package dev.centroid.codebook.store;

import dev.centroid.protocol.artifact.Digest;
import dev.centroid.protocol.task.CodebookRef;

/** The newest version of a layer as the text that is stored, {@code <version> <digest>}. */
final class VersionText {

  private VersionText() {}

  static String encode(CodebookRef codebook) {
    return codebook.version() + " " + codebook.digest().hex();
  }

  static CodebookRef decode(String layer, String text) {
    int space = text.indexOf(' ');
    return new CodebookRef(
        layer, Long.parseLong(text.substring(0, space)), new Digest(text.substring(space + 1)));
  }
}
