package dev.centroid.protocol.trace;

import dev.centroid.quantization.InvalidInputException;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.spi.ConfigurationException;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;

/**
 * Where spans go. Off unless OpenTelemetry's own settings name a collector: {@code
 * OTEL_EXPORTER_OTLP_ENDPOINT} or {@code OTEL_EXPORTER_OTLP_TRACES_ENDPOINT}, as variables of the
 * environment or, in lower case with dots, as system properties. All its other settings count, too;
 * protocol {@code http/protobuf} unless another is set.
 */
public final class Tracing implements AutoCloseable {

  private static final String SCOPE = "dev.centroid";
  private static final String PREFIX = "otel.";
  private static final String ENDPOINT = "otel.exporter.otlp.endpoint";
  private static final String TRACES_ENDPOINT = "otel.exporter.otlp.traces.endpoint";

  private static final Duration LAST_SPANS = Duration.ofSeconds(2);

  private final OpenTelemetry telemetry;
  private final ChosenIds ids;
  private final Runnable close;

  private Tracing(OpenTelemetry telemetry, ChosenIds ids, Runnable close) {
    this.telemetry = telemetry;
    this.ids = ids;
    this.close = close;
  }

  /** Makes no spans. */
  public static Tracing off() {
    return new Tracing(OpenTelemetry.noop(), new ChosenIds(), () -> {});
  }

  /** Every span goes there as it ends. */
  public static Tracing to(SpanExporter exporter) {
    ChosenIds ids = new ChosenIds();
    OpenTelemetrySdk sdk =
        OpenTelemetrySdk.builder()
            .setTracerProvider(
                SdkTracerProvider.builder()
                    .setIdGenerator(ids)
                    .addSpanProcessor(SimpleSpanProcessor.create(exporter))
                    .build())
            .build();
    return new Tracing(sdk, ids, () -> end(sdk));
  }

  /**
   * As this process's environment and system properties say, see {@link #start}.
   *
   * @throws InvalidInputException if they cannot be followed
   */
  public static Tracing ofProcess(String service, String instance) {
    return start(service, instance, settings(System.getenv(), System.getProperties()));
  }

  /**
   * As the settings say.
   *
   * @param service what the spans' service is called, unless the settings name it
   * @param instance which one of them this is
   * @param settings OpenTelemetry's, see {@link #settings}
   * @throws InvalidInputException if they cannot be followed
   */
  public static Tracing start(String service, String instance, Map<String, String> settings) {
    if (!settings.containsKey(ENDPOINT) && !settings.containsKey(TRACES_ENDPOINT)) {
      return off();
    }
    Map<String, String> all = new HashMap<>();
    all.put("otel.service.name", service);
    all.put("otel.exporter.otlp.protocol", "http/protobuf");
    all.putAll(settings);
    all.put("otel.metrics.exporter", "none");
    all.put("otel.logs.exporter", "none");
    all.merge(
        "otel.resource.attributes",
        "service.instance.id=" + instance,
        (given, own) -> own + "," + given);
    ChosenIds ids = new ChosenIds();
    try {
      OpenTelemetrySdk sdk =
          AutoConfiguredOpenTelemetrySdk.builder()
              .addPropertiesCustomizer(unused -> all)
              .addTracerProviderCustomizer((provider, unused) -> provider.setIdGenerator(ids))
              .disableShutdownHook()
              .build()
              .getOpenTelemetrySdk();
      return new Tracing(sdk, ids, () -> end(sdk));
    } catch (ConfigurationException | IllegalArgumentException e) {
      throw new InvalidInputException(
          "OTEL_...: traces cannot be told as OpenTelemetry's settings say: " + e.getMessage(), e);
    }
  }

  /**
   * OpenTelemetry's settings, by the names of their system properties.
   *
   * @param environment of the process
   * @param properties of the system, which count for more
   */
  public static Map<String, String> settings(
      Map<String, String> environment, Properties properties) {
    Map<String, String> settings = new HashMap<>();
    environment.forEach((name, value) -> put(settings, name.replace('_', '.'), value));
    properties
        .stringPropertyNames()
        .forEach(name -> put(settings, name, properties.getProperty(name)));
    return settings;
  }

  private static void put(Map<String, String> settings, String name, String value) {
    String key = name.toLowerCase(Locale.ROOT);
    if (key.startsWith(PREFIX) && !value.isBlank()) {
      settings.put(key, value);
    }
  }

  /**
   * A span to be started.
   *
   * @param parent what it is a part of
   */
  public SpanBuilder span(String name, SpanContext parent) {
    return inner(name).setParent(Context.root().with(Span.wrap(parent)));
  }

  /** A span to be started that is the root of its trace. */
  public SpanBuilder root(String name) {
    return inner(name).setNoParent();
  }

  /** A span to be started that is a part of what the calling thread does. */
  public SpanBuilder inner(String name) {
    return telemetry.getTracer(SCOPE).spanBuilder(name);
  }

  /** Starts a span under ids that others know, too. */
  public Span start(SpanBuilder span, SpanContext known) {
    return ids.start(span, known);
  }

  /** A collector that does not answer must not hold up who is asked to go. */
  private static void end(OpenTelemetrySdk sdk) {
    CompletableResultCode unused =
        sdk.getSdkTracerProvider().shutdown().join(LAST_SPANS.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Returns once all spans are told that have ended, or after two seconds. */
  @Override
  public void close() {
    close.run();
  }
}
