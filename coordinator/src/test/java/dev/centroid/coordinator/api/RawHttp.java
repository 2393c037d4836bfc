package dev.centroid.coordinator.api;

import com.fasterxml.jackson.databind.JsonNode;
import dev.centroid.protocol.topic.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Sends HTTP/1.1 requests as they are written down, which HTTP clients do not. */
record RawHttp(int port) {

  private static final int TIMEOUT_MS = 30_000;

  /** What came back. */
  record Answer(int status, List<String> headers, String body) {

    Optional<String> header(String name) {
      String start = name.toLowerCase(Locale.ROOT) + ":";
      return headers.stream()
          .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(start))
          .map(line -> line.substring(start.length()).strip())
          .findFirst();
    }

    JsonNode problem() throws IOException {
      return Json.mapper().readTree(body);
    }
  }

  /** The first line of a request, its headers, and its body. */
  Answer send(String requestLine, List<String> headers, String body) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(TIMEOUT_MS);
      String head =
          requestLine
              + " HTTP/1.1\r\n"
              + String.join("", headers.stream().map(line -> line + "\r\n").toList())
              + "Connection: close\r\n"
              + "\r\n";
      OutputStream output = socket.getOutputStream();
      output.write((head + body).getBytes(StandardCharsets.ISO_8859_1));
      output.flush();
      return read(socket.getInputStream());
    }
  }

  /** A request with a body of a known length. */
  Answer post(String path, List<String> headers, String body) throws IOException {
    List<String> all = new ArrayList<>(headers);
    all.add("Content-Length: " + body.length());
    return send("POST " + path, all, body);
  }

  /** Reads by the answer's own length: the connection stays open while a body is awaited. */
  private static Answer read(InputStream input) throws IOException {
    String head = head(input);
    List<String> lines = head.lines().toList();
    Answer answer =
        new Answer(
            Integer.parseInt(lines.get(0).split(" ", -1)[1]), lines.subList(1, lines.size()), "");
    Optional<Integer> length = answer.header("Content-Length").map(Integer::parseInt);
    byte[] body = length.isPresent() ? input.readNBytes(length.get()) : input.readAllBytes();
    return new Answer(answer.status(), answer.headers(), new String(body, StandardCharsets.UTF_8));
  }

  private static String head(InputStream input) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int next = input.read();
      if (next < 0) {
        throw new IOException("no answer: '" + head + "'");
      }
      head.append((char) next);
    }
    return head.toString().strip();
  }
}
