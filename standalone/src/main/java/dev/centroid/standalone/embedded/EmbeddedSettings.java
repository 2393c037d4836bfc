package dev.centroid.standalone.embedded;

import dev.centroid.protocol.access.BearerToken;
import dev.centroid.standalone.broker.LoopbackPort;
import dev.centroid.standalone.home.CentroidHome;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Where the parts of one embedded system find each other.
 *
 * @param home where they keep what they know
 * @param brokerPort of the broker
 * @param httpPort of REST, metrics and the codebook service's gRPC
 * @param token that REST and the codebook service ask for, if they ask for one
 */
public record EmbeddedSettings(
    CentroidHome home, int brokerPort, int httpPort, Optional<BearerToken> token) {

  /** On ports that are free now. */
  public static EmbeddedSettings onFreePorts(CentroidHome home, Optional<BearerToken> token) {
    return onHttpPort(home, LoopbackPort.free(), token);
  }

  /** With a chosen port for REST and metrics. */
  public static EmbeddedSettings onHttpPort(
      CentroidHome home, int httpPort, Optional<BearerToken> token) {
    return new EmbeddedSettings(home, LoopbackPort.free(), httpPort, token);
  }

  /** What clients of the broker put into {@code bootstrap.servers}. */
  public String bootstrapServers() {
    return LoopbackPort.HOST + ":" + brokerPort;
  }

  /** The root of REST and page. */
  public String url() {
    return "http://" + LoopbackPort.HOST + ":" + httpPort;
  }

  /** The configuration that the services read. */
  Map<String, String> properties() {
    Map<String, String> properties = new TreeMap<>();
    properties.put("quarkus.http.host", LoopbackPort.HOST);
    properties.put("quarkus.http.port", Integer.toString(httpPort));
    properties.put("quarkus.log.file.path", home.log().toString());
    properties.put("centroid.kafka.bootstrap-servers", bootstrapServers());
    properties.put("centroid.artifacts.directory", home.artifacts().toString());
    properties.put("centroid.state.directory", home.coordinator().toString());
    properties.put("centroid.codebook.directory", home.codebooks().toString());
    properties.putAll(BearerToken.settings("centroid.api", token));
    properties.putAll(codebookToken());
    return properties;
  }

  /** The environment variables of a worker in a process of its own. */
  Map<String, String> workerEnvironment() {
    Map<String, String> variables = new TreeMap<>();
    codebookToken()
        .forEach(
            (key, value) ->
                variables.put(key.toUpperCase(Locale.ROOT).replaceAll("[.-]", "_"), value));
    return variables;
  }

  /** Both the service and its clients read it. */
  private Map<String, String> codebookToken() {
    return BearerToken.settings("centroid.codebook", token);
  }

  /** The name of one of its workers, from 1. */
  static String workerName(int number) {
    return "worker-" + number;
  }

  /** Where a worker writes what it has to say. */
  Path workerLog(int number) {
    return home.log().resolveSibling(workerName(number) + ".log");
  }
}
