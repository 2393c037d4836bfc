package dev.centroid.it;

import com.google.protobuf.ByteString;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;

/** Takes spans as a collector does: OTLP over HTTP, in protobuf. */
final class TraceCollector implements AutoCloseable {

  /** Soon, and long enough to be a batch. */
  private static final String BATCH_MILLIS = "200";

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<Told> spans = new CopyOnWriteArrayList<>();

  /**
   * A span.
   *
   * @param service of the process that told it
   * @param parent an id; empty for a root
   * @param links ids of traces and spans
   */
  record Told(
      String service,
      String trace,
      String id,
      String parent,
      String name,
      long startNanos,
      long endNanos,
      List<String> links,
      Map<String, String> attributes) {}

  private TraceCollector(HttpServer server) {
    this.server = server;
    server.setExecutor(threads);
    server.createContext("/v1/traces", this::take);
    server.start();
  }

  static TraceCollector start() {
    try {
      return new TraceCollector(
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What a process is to be told so that it sends its spans here. */
  Map<String, String> environment() {
    return Map.of(
        "OTEL_EXPORTER_OTLP_ENDPOINT",
        "http://127.0.0.1:" + server.getAddress().getPort(),
        "OTEL_BSP_SCHEDULE_DELAY",
        BATCH_MILLIS);
  }

  /** The spans told so far of one job. */
  List<Told> ofTrace(String traceId) {
    return spans.stream().filter(span -> span.trace().equals(traceId)).toList();
  }

  private void take(HttpExchange exchange) throws IOException {
    try (exchange) {
      ExportTraceServiceRequest request =
          ExportTraceServiceRequest.parseFrom(exchange.getRequestBody());
      request.getResourceSpansList().forEach(this::take);
      exchange.sendResponseHeaders(HttpURLConnection.HTTP_OK, -1);
    }
  }

  private void take(ResourceSpans told) {
    String service =
        attributes(told.getResource().getAttributesList()).getOrDefault("service.name", "");
    for (ScopeSpans scope : told.getScopeSpansList()) {
      for (Span span : scope.getSpansList()) {
        spans.add(
            new Told(
                service,
                hex(span.getTraceId()),
                hex(span.getSpanId()),
                hex(span.getParentSpanId()),
                span.getName(),
                span.getStartTimeUnixNano(),
                span.getEndTimeUnixNano(),
                span.getLinksList().stream()
                    .map(link -> hex(link.getTraceId()) + "-" + hex(link.getSpanId()))
                    .toList(),
                attributes(span.getAttributesList())));
      }
    }
  }

  private static Map<String, String> attributes(List<KeyValue> attributes) {
    return attributes.stream()
        .collect(Collectors.toMap(KeyValue::getKey, pair -> text(pair.getValue())));
  }

  private static String text(AnyValue value) {
    return value.hasIntValue() ? Long.toString(value.getIntValue()) : value.getStringValue();
  }

  private static String hex(ByteString bytes) {
    return HexFormat.of().formatHex(bytes.toByteArray());
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
