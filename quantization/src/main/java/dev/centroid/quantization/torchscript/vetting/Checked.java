package dev.centroid.quantization.torchscript.vetting;

/**
 * An expression that is allowed.
 *
 * @param height operators, calls and brackets within each other
 * @param attribute whether it is an attribute of an object, to which code may assign
 */
record Checked(CodeType type, int height, boolean attribute) {

  static Checked plain(int height) {
    return new Checked(CodeType.plain(), height, false);
  }

  static Checked value(CodeType type, int height) {
    return new Checked(type, height, false);
  }
}
