package io.tidemark.domain.laws;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.domain.clock.EffectiveTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Histories of one, two and three events, systematically: every shape with every choice of values.
 */
final class Scopes {
  /** The time of the first event; the day says nothing. */
  static final long START = EffectiveTime.nanos(Instant.parse("2024-01-01T00:00:00Z"));

  static final long SECOND = 1_000_000_000L;

  private static final List<String> SOURCES = List.of("a", "b", "ab");

  /** Walls by the second: in order, tied, going back. */
  private static final int[][] WALLS_OF_TWO = {{0, 1}, {0, 0}, {1, 0}};

  private static final int[][] WALLS_OF_THREE = {
    {0, 1, 2}, {0, 0, 0}, {0, 0, 1}, {0, 1, 0}, {2, 1, 0}
  };
  private static final int[][] SOURCES_OF_TWO = {{0, 1}, {0, 0}};
  private static final int[][] SOURCES_OF_THREE = {
    {0, 1, 2}, {0, 0, 1}, {0, 1, 0}, {0, 1, 1}, {0, 0, 0}
  };

  private Scopes() {}

  /** All histories of the small scope, the smaller ones and the lighter values first. */
  static Stream<History> of(CandidateValues values) {
    List<List<JsonNode>> pairs = pairs(values);
    List<List<JsonNode>> triples = triples(values.few(4));
    return Stream.of(
            values.all().stream().map(value -> new History(List.of(event(0, 1, 0, 0, value)))),
            pairs.stream().map(Scopes::ofOneEvent),
            pairs.stream()
                .flatMap(pair -> shapes(pair, SOURCES_OF_TWO, WALLS_OF_TWO, new int[] {0, 1})),
            triples.stream()
                .flatMap(
                    triple ->
                        shapes(triple, SOURCES_OF_THREE, WALLS_OF_THREE, new int[] {0, 1, 2, 3})))
        .flatMap(stream -> stream);
  }

  private static List<List<JsonNode>> pairs(CandidateValues values) {
    List<List<JsonNode>> pairs = new ArrayList<>();
    for (List<JsonNode> group : values.groups()) {
      for (JsonNode first : group) {
        for (JsonNode second : group) {
          pairs.add(List.of(first, second));
        }
      }
    }
    return lightestFirst(pairs);
  }

  private static List<List<JsonNode>> triples(List<JsonNode> few) {
    List<List<JsonNode>> triples = new ArrayList<>();
    for (JsonNode first : few) {
      for (JsonNode second : few) {
        few.forEach(third -> triples.add(List.of(first, second, third)));
      }
    }
    return lightestFirst(triples);
  }

  private static List<List<JsonNode>> lightestFirst(List<List<JsonNode>> lists) {
    return lists.stream()
        .distinct()
        .sorted(Comparator.comparingInt(list -> list.stream().mapToInt(Weight::of).sum()))
        .toList();
  }

  private static History ofOneEvent(List<JsonNode> values) {
    return new History(List.of(event(0, 1, 0, 0, values.get(0)).withValues(values)));
  }

  /**
   * Every combination of sources, walls and observations.
   *
   * @param observations bit 0: the last event had observed all before it; bit 1: the second had
   *     observed the first
   */
  private static Stream<History> shapes(
      List<JsonNode> values, int[][] sources, int[][] walls, int[] observations) {
    return IntStream.of(observations)
        .boxed()
        .flatMap(
            observation ->
                Stream.of(walls)
                    .flatMap(
                        wall ->
                            Stream.of(sources)
                                .filter(source -> observation == 0 || source[1] != 0)
                                .map(source -> history(values, source, wall, observation))));
  }

  private static History history(
      List<JsonNode> values, int[] sources, int[] walls, int observation) {
    List<HistoryEvent> events = new ArrayList<>();
    for (int i = 0; i < values.size(); i++) {
      int source = sources[i];
      long sequence = 1 + IntStream.range(0, i).filter(j -> sources[j] == source).count();
      boolean observes = i == values.size() - 1 ? (observation & 1) != 0 : observation > 1;
      long observed = observes ? (1L << i) - 1 : 0;
      events.add(event(source, sequence, walls[i], observed, values.get(i)));
    }
    return new History(events);
  }

  private static HistoryEvent event(
      int source, long sequence, int wall, long observed, JsonNode value) {
    return new HistoryEvent(
        SOURCES.get(source), sequence, START + wall * SECOND, observed, List.of(value));
  }
}
