package dev.centroid.it;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Metrics that a machine without GPUs and without Kubernetes cannot have, made up: those of
 * NVIDIA's DCGM exporter for one GPU a worker, and those of the kubelet for volumes. Names, labels
 * and units are theirs, the values are not measured.
 */
final class MadeUpExporter implements AutoCloseable {

  private static final Map<String, Number> OF_GPUS =
      new TreeMap<>(
          Map.of(
              "DCGM_FI_DEV_GPU_UTIL", 87,
              "DCGM_FI_DEV_MEM_COPY_UTIL", 41,
              "DCGM_FI_DEV_FB_USED", 6_144,
              "DCGM_FI_DEV_FB_FREE", 75_008,
              "DCGM_FI_DEV_POWER_USAGE", 312.5,
              "DCGM_FI_DEV_GPU_TEMP", 61,
              "DCGM_FI_DEV_SM_CLOCK", 1_755,
              "DCGM_FI_DEV_XID_ERRORS", 0));
  private static final Map<String, Number> OF_VOLUMES =
      new TreeMap<>(
          Map.of(
              "kubelet_volume_stats_available_bytes", 3_221_225_472L,
              "kubelet_volume_stats_capacity_bytes", 4_294_967_296L));

  private final HttpServer server;

  private MadeUpExporter(HttpServer server) {
    this.server = server;
  }

  /** Starts one. */
  static MadeUpExporter start(List<String> workers, List<String> volumes) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    byte[] metrics = metrics(workers, volumes).getBytes(StandardCharsets.UTF_8);
    server.createContext(
        "/metrics",
        exchange -> {
          exchange.getResponseHeaders().set("Content-Type", "text/plain; version=0.0.4");
          exchange.sendResponseHeaders(200, metrics.length);
          try (OutputStream body = exchange.getResponseBody()) {
            body.write(metrics);
          }
        });
    server.start();
    return new MadeUpExporter(server);
  }

  /** Where it listens: {@code host:port}. */
  String address() {
    return "127.0.0.1:" + server.getAddress().getPort();
  }

  @Override
  public void close() {
    server.stop(0);
  }

  private static String metrics(List<String> workers, List<String> volumes) {
    return samples(OF_GPUS, "gpu=\"0\",modelName=\"made up\",pod", workers)
        + samples(OF_VOLUMES, "persistentvolumeclaim", volumes);
  }

  private static String samples(Map<String, Number> metrics, String labels, List<String> owners) {
    return metrics.entrySet().stream()
        .map(
            metric ->
                owners.stream()
                    .map(
                        owner ->
                            String.format(
                                Locale.ROOT,
                                "%s{namespace=\"centroid\",%s=\"%s\"} %s\n",
                                metric.getKey(),
                                labels,
                                owner,
                                metric.getValue()))
                    .collect(Collectors.joining("", "# TYPE " + metric.getKey() + " gauge\n", "")))
        .collect(Collectors.joining());
  }
}
