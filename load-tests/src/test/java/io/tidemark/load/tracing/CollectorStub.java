package io.tidemark.load.tracing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** A collector of traces that takes OTLP over HTTP and keeps all spans. */
final class CollectorStub implements AutoCloseable {
  private static final String PATH = "/v1/traces";

  private final HttpServer server;
  private final List<Received> spans = new CopyOnWriteArrayList<>();

  /**
   * A span.
   *
   * @param service whose it is
   * @param texts its attributes that are texts
   */
  record Received(
      String service,
      String name,
      String traceId,
      String spanId,
      String parentId,
      long start,
      long end,
      Map<String, String> texts) {}

  private CollectorStub(HttpServer server) {
    this.server = server;
  }

  static CollectorStub start() throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    CollectorStub stub = new CollectorStub(server);
    server.createContext(PATH, stub::take);
    server.start();
    return stub;
  }

  String endpoint() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + PATH;
  }

  List<Received> spans() {
    return List.copyOf(spans);
  }

  private void take(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readAllBytes();
    if (!"application/x-protobuf".equals(exchange.getRequestHeaders().getFirst("Content-Type"))) {
      exchange.sendResponseHeaders(415, -1);
    } else {
      ExportTraceServiceRequest.parseFrom(body)
          .getResourceSpansList()
          .forEach(
              resource -> {
                String service =
                    resource.getResource().getAttributesList().stream()
                        .filter(attribute -> attribute.getKey().equals("service.name"))
                        .map(attribute -> attribute.getValue().getStringValue())
                        .findFirst()
                        .orElse("");
                resource
                    .getScopeSpansList()
                    .forEach(
                        scope ->
                            scope.getSpansList().forEach(span -> spans.add(of(service, span))));
              });
      exchange.getResponseHeaders().set("Content-Type", "application/x-protobuf");
      exchange.sendResponseHeaders(200, -1);
    }
    exchange.close();
  }

  private static Received of(String service, Span span) {
    HexFormat hex = HexFormat.of();
    Map<String, String> texts = new TreeMap<>();
    span.getAttributesList()
        .forEach(attribute -> texts.put(attribute.getKey(), attribute.getValue().getStringValue()));
    return new Received(
        service,
        span.getName(),
        hex.formatHex(span.getTraceId().toByteArray()),
        hex.formatHex(span.getSpanId().toByteArray()),
        hex.formatHex(span.getParentSpanId().toByteArray()),
        span.getStartTimeUnixNano(),
        span.getEndTimeUnixNano(),
        texts);
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
