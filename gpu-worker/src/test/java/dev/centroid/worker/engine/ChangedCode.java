package dev.centroid.worker.engine;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.function.UnaryOperator;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/** Archives with other code, as somebody would make them who means harm. */
final class ChangedCode {

  private static final String ROOT_CODE = "/code/__torch__.py";
  private static final String FIRST_STATEMENT = "    output = self.output\n";

  private ChangedCode() {}

  /**
   * The perceptron of the tests with another code.
   *
   * @param change of the text of its root's file
   */
  static byte[] of(byte[] perceptron, UnaryOperator<String> change) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipInputStream given = new ZipInputStream(new ByteArrayInputStream(perceptron));
        ZipOutputStream changed = new ZipOutputStream(bytes)) {
      for (ZipEntry entry = given.getNextEntry(); entry != null; entry = given.getNextEntry()) {
        byte[] content = given.readAllBytes();
        if (entry.getName().endsWith(ROOT_CODE)) {
          String code = change.apply(new String(content, StandardCharsets.UTF_8));
          content = code.getBytes(StandardCharsets.UTF_8);
        }
        ZipEntry copy = new ZipEntry(entry.getName());
        copy.setMethod(ZipEntry.STORED);
        copy.setSize(content.length);
        CRC32 checksum = new CRC32();
        checksum.update(content);
        copy.setCrc(checksum.getValue());
        changed.putNextEntry(copy);
        changed.write(content);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /**
   * The perceptron, whose {@code forward(self, x)} begins with a statement.
   *
   * @param before functions and classes that the file begins with
   */
  static byte[] withStatement(byte[] perceptron, String before, String statement) {
    return of(
        perceptron,
        code ->
            before + code.replace(FIRST_STATEMENT, "    " + statement + "\n" + FIRST_STATEMENT));
  }
}
