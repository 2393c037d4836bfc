package dev.centroid.quantization.safetensors;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;

/** Writes the part of a safetensors file that comes before the data. */
final class HeaderWriter {

  /** The data section begins at a multiple of this. */
  private static final int ALIGNMENT = 8;

  private static final JsonFactory JSON = new JsonFactory();

  private HeaderWriter() {}

  /**
   * @param tensors in the order of their data
   * @param metadata left out of the header if empty
   * @return the length and the padded JSON: all bytes before the data section
   */
  static byte[] encode(List<TensorInfo> tensors, Map<String, String> metadata) {
    ByteArrayOutputStream header = new ByteArrayOutputStream();
    header.writeBytes(new byte[Long.BYTES]);
    try (JsonGenerator json = JSON.createGenerator(header)) {
      json.writeStartObject();
      writeMetadata(json, metadata);
      writeTensors(json, tensors);
      json.writeEndObject();
    } catch (IOException e) {
      throw new IllegalArgumentException("A name or value is not valid Unicode", e);
    }
    while (header.size() % ALIGNMENT != 0) {
      header.write(' ');
    }
    byte[] bytes = header.toByteArray();
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putLong(bytes.length - Long.BYTES);
    return bytes;
  }

  private static void writeMetadata(JsonGenerator json, Map<String, String> metadata)
      throws IOException {
    if (metadata.isEmpty()) {
      return;
    }
    json.writeObjectFieldStart(HeaderParser.METADATA_KEY);
    for (Map.Entry<String, String> pair : metadata.entrySet()) {
      json.writeStringField(pair.getKey(), pair.getValue());
    }
    json.writeEndObject();
  }

  private static void writeTensors(JsonGenerator json, List<TensorInfo> tensors)
      throws IOException {
    long offset = 0;
    for (TensorInfo tensor : tensors) {
      json.writeObjectFieldStart(tensor.name());
      json.writeStringField("dtype", tensor.dtype().name());
      json.writeArrayFieldStart("shape");
      for (long extent : tensor.shape()) {
        json.writeNumber(extent);
      }
      json.writeEndArray();
      json.writeArrayFieldStart("data_offsets");
      json.writeNumber(offset);
      offset = Math.addExact(offset, tensor.bytes());
      json.writeNumber(offset);
      json.writeEndArray();
      json.writeEndObject();
    }
  }
}
