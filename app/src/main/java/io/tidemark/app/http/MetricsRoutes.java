package io.tidemark.app.http;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.pekko.http.javadsl.model.ContentType;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpCharsets;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.MediaTypes;
import org.apache.pekko.http.javadsl.server.AllDirectives;
import org.apache.pekko.http.javadsl.server.Route;

/** {@code GET /metrics}, in the text format that Prometheus scrapes. */
final class MetricsRoutes extends AllDirectives {
  private static final ContentType TEXT_FORMAT =
      ContentTypes.create(
          MediaTypes.customWithOpenCharset("text", "plain", Map.of("version", "0.0.4"), false),
          HttpCharsets.UTF_8);

  private final Supplier<String> scrape;

  MetricsRoutes(Supplier<String> scrape) {
    this.scrape = scrape;
  }

  Route create() {
    return path("metrics", () -> get(() -> complete(answer())));
  }

  private HttpResponse answer() {
    return HttpResponse.create()
        .withEntity(
            HttpEntities.create(TEXT_FORMAT, scrape.get().getBytes(StandardCharsets.UTF_8)));
  }
}
