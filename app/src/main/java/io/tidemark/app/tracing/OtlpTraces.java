package io.tidemark.app.tracing;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.tidemark.app.Settings;
import io.tidemark.domain.path.Traces;
import io.tidemark.domain.path.Verb;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Makes spans of what the path says of traced events, and sends them to a collector by OTLP over
 * HTTP.
 *
 * <p>Recorded is an event whose writer records its trace, if the trace is among the part that is
 * sampled here. Spans that the collector does not take in time are dropped, at most {@link #QUEUE}
 * wait: no event ever waits for a collector.
 */
public final class OtlpTraces implements Traces.Listener, AutoCloseable {
  private static final int QUEUE = 8_192;
  private static final Duration SEND_EVERY = Duration.ofSeconds(1);
  private static final Duration LONGEST_CALL = Duration.ofSeconds(5);
  private static final Duration LAST_SPANS = Duration.ofSeconds(1);

  private final double part;
  private final SdkTracerProvider provider;
  private final Tracer tracer;

  private OtlpTraces(Settings.Tracing settings, String node) {
    this.part = settings.part();
    this.provider =
        SdkTracerProvider.builder()
            .setResource(
                Resource.getDefault()
                    .merge(
                        Resource.create(
                            Attributes.builder()
                                .put("service.name", "tidemark")
                                .put("service.instance.id", node)
                                .build())))
            .addSpanProcessor(
                BatchSpanProcessor.builder(
                        OtlpHttpSpanExporter.builder()
                            .setEndpoint(settings.endpoint())
                            .setTimeout(LONGEST_CALL)
                            .build())
                    .setMaxQueueSize(QUEUE)
                    .setScheduleDelay(SEND_EVERY)
                    .build())
            .build();
    this.tracer = provider.get("io.tidemark");
  }

  /**
   * Starts to record, if there is a collector to send to.
   *
   * @param node the address that tells this node from the others
   */
  public static Optional<OtlpTraces> start(Optional<Settings.Tracing> settings, String node) {
    Optional<OtlpTraces> traces = settings.map(found -> new OtlpTraces(found, node));
    traces.ifPresent(Traces::tell);
    return traces;
  }

  @Override
  public boolean isTraced(String traceparent) {
    return TraceContext.parse(traceparent)
        .filter(context -> context.sampled() && context.isAmong(part))
        .isPresent();
  }

  @Override
  public Traces.Traced begin(String traceparent, Traces.Subject subject) {
    AttributesBuilder attributes =
        Attributes.builder()
            .put("tidemark.aggregate.type", subject.type())
            .put("tidemark.aggregate.id", subject.aggregateId())
            .put("tidemark.event.id", subject.eventId())
            .put("tidemark.event.source", subject.source());
    if (subject.correlationId() != null) {
      attributes.put("tidemark.correlation.id", subject.correlationId());
    }
    if (subject.causationId() != null) {
      attributes.put("tidemark.causation.id", subject.causationId());
    }
    Span span =
        below(traceparent, "process " + subject.type())
            .setSpanKind(SpanKind.CONSUMER)
            .setAllAttributes(attributes.build())
            .startSpan();
    SpanContext context = span.getSpanContext();
    String own = "00-" + context.getTraceId() + "-" + context.getSpanId() + "-01";
    return new Traces.Traced() {
      @Override
      public String traceparent() {
        return own;
      }

      @Override
      public void end() {
        span.end();
      }
    };
  }

  @Override
  public void step(Verb verb, String traceparent, long started, boolean failed) {
    long took = System.nanoTime() - started;
    long now = TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis());
    Span span =
        below(traceparent, verb.label())
            .setStartTimestamp(now - took, TimeUnit.NANOSECONDS)
            .startSpan();
    if (failed) {
      span.setStatus(StatusCode.ERROR);
    }
    span.end(now, TimeUnit.NANOSECONDS);
  }

  private SpanBuilder below(String traceparent, String name) {
    TraceContext parent =
        TraceContext.parse(traceparent)
            .orElseThrow(() -> new IllegalStateException(traceparent + " was said to be traced"));
    SpanContext remote =
        SpanContext.createFromRemoteParent(
            parent.traceId(), parent.spanId(), TraceFlags.getSampled(), TraceState.getDefault());
    return tracer.spanBuilder(name).setParent(Context.root().with(Span.wrap(remote)));
  }

  /** Records no more, and gives the collector a second for what is left. */
  @Override
  public void close() {
    Traces.tell(null);
    provider.shutdown().join(LAST_SPANS.toMillis(), TimeUnit.MILLISECONDS);
  }
}
