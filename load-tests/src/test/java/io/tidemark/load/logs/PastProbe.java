package io.tidemark.load.logs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidemark.load.demo.StateVerifier;
import io.tidemark.load.model.CloudEvent;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;

/**
 * Asks a node for aggregates as they were, at random versions and instants, and folds what the log
 * has up to there with the reference model.
 */
final class PastProbe {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final HttpClient client = HttpClient.newHttpClient();
  private final String base;
  private final StateVerifier verifier;
  private final Map<String, List<CloudEvent>> byAggregate;

  /**
   * @param base the address of the aggregates of the type
   * @param byAggregate each aggregate's whole history
   */
  PastProbe(String base, StateVerifier verifier, Map<String, List<CloudEvent>> byAggregate) {
    this.base = base;
    this.verifier = verifier;
    this.byAggregate = byAggregate;
  }

  /** What is wrong at so many random points. */
  List<String> differences(int points, Random random) throws Exception {
    List<String> ids = byAggregate.keySet().stream().sorted().toList();
    List<String> differences = new ArrayList<>();
    for (int point = 0; point < points; point++) {
      String id = ids.get(random.nextInt(ids.size()));
      List<CloudEvent> history = byAggregate.get(id);
      CloudEvent some = history.get(random.nextInt(history.size()));
      List<String> found =
          point % 2 == 0
              ? atVersion(id, 1 + random.nextInt(history.size()))
              : atInstant(id, Instant.parse(some.time()).minusNanos(random.nextInt(2)));
      found.forEach(difference -> differences.add(id + " " + difference));
    }
    return differences;
  }

  private List<String> atVersion(String id, int version) throws Exception {
    Map<String, CloudEvent> log =
        byAggregate.get(id).stream().collect(Collectors.toMap(CloudEvent::id, event -> event));
    List<CloudEvent> first = new ArrayList<>();
    String cursor = "";
    while (first.size() < version) {
      // Small pages, so that there are many.
      JsonNode page =
          MAPPER.readTree(answer(id, "/events?limit=" + Math.min(20, version) + cursor).body());
      for (JsonNode item : page.get("items")) {
        if (first.size() < version) {
          first.add(log.get(item.get("id").textValue()));
        }
      }
      cursor = "&cursor=" + page.get("next").asText();
    }
    return verifier.differences(verifier.expected(first), answer(id, "?version=" + version).body());
  }

  private List<String> atInstant(String id, Instant at) throws Exception {
    List<CloudEvent> until = new ArrayList<>();
    for (CloudEvent event : byAggregate.get(id)) {
      List<CloudEvent> source =
          byAggregate.get(id).stream()
              .filter(
                  other ->
                      other.source().equals(event.source()) && other.sequence() <= event.sequence())
              .toList();
      if (!verifier.expected(source).latest().time().isAfter(at)) {
        until.add(event);
      }
    }
    HttpResponse<byte[]> answer = answer(id, "?at=" + at);
    if (until.isEmpty()) {
      return answer.statusCode() == 404 ? List.of() : List.of("is there before it was, at " + at);
    }
    return verifier.differences(verifier.expected(until), answer.body());
  }

  private HttpResponse<byte[]> answer(String id, String question) throws Exception {
    String path = URLEncoder.encode(id, StandardCharsets.UTF_8).replace("+", "%20");
    return client.send(
        HttpRequest.newBuilder(URI.create(base + path + question)).build(),
        BodyHandlers.ofByteArray());
  }
}
