package dev.centroid.quantization.torchscript;

import dev.centroid.quantization.InvalidInputException;
import dev.centroid.quantization.Printable;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.BitSet;

/** A storage that gets new contents in some places. */
final class StorageRewrite {

  private final String file;
  private final ByteBuffer content;
  private final BitSet written = new BitSet();

  /**
   * @param file the name for messages
   * @param original the storage as it is; copied
   */
  StorageRewrite(String file, ByteBuffer original) {
    this.file = file;
    this.content = ByteBuffer.allocate(original.remaining()).order(ByteOrder.LITTLE_ENDIAN);
    content.put(0, original, original.position(), original.remaining());
  }

  /**
   * @param tensor a view of this storage
   * @param data its new elements in row-major order
   * @throws InvalidInputException if the length is wrong, or an element got another value before
   */
  void write(ArchiveTensor tensor, ByteBuffer data) {
    int size = tensor.dtype().byteSize();
    StridedView view = tensor.view();
    long needed = view.elements() * size;
    if (data.remaining() != needed) {
      throw refused(tensor, "needs " + needed + " bytes, but was given " + data.remaining());
    }
    if (view.isContiguous() && isUntouched(view)) {
      content.put((int) view.offset() * size, data, data.position(), data.remaining());
      written.set((int) view.offset(), (int) view.end());
    } else {
      writeOneByOne(tensor, data.duplicate(), size);
    }
  }

  private boolean isUntouched(StridedView view) {
    int next = written.nextSetBit((int) view.offset());
    return next < 0 || next >= view.end();
  }

  private void writeOneByOne(ArchiveTensor tensor, ByteBuffer elements, int size) {
    tensor
        .view()
        .forEachIndex(
            index -> {
              int target = (int) index * size;
              int source = elements.position();
              if (written.get((int) index)
                  && !content.slice(target, size).equals(elements.slice(source, size))) {
                throw refused(
                    tensor, "shares numbers with another tensor that was given other ones");
              }
              written.set((int) index);
              content.put(target, elements, source, size);
              elements.position(source + size);
            });
  }

  ByteBuffer content() {
    return content.duplicate();
  }

  private InvalidInputException refused(ArchiveTensor tensor, String problem) {
    return new InvalidInputException(file + ": " + Printable.quoted(tensor.path()) + " " + problem);
  }
}
