package io.tidemark.domain.laws;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Random histories of two or three sources: mostly up to six events, now and then many more, for
 * what only shows at a limit. Few values that come again, times with ties and steps back, numbers
 * that grow by a digit, sources whose names hold each other.
 */
final class RandomHistories {
  private static final int EVERY_LONG = 50;
  private static final List<List<String>> NAMES =
      List.of(
          List.of("a", "b", "ab"),
          List.of("b", "ab", "B"),
          List.of("9", "10", "1"),
          List.of("a", "\u00e9", "\ud83d\ude00"));
  private static final long[] FIRST_NUMBERS = {1, 1, 1, 1, 2, 5, 8, 9, 99, 9_007_199_254_740_991L};

  private final CandidateValues values;
  private final Random random;

  RandomHistories(CandidateValues values, long seed) {
    this.values = values;
    this.random = new Random(seed);
  }

  /** The history of a round. */
  History next(long round) throws BrokenLaw {
    boolean isLong = round % EVERY_LONG == EVERY_LONG - 1;
    int size = isLong ? 8 + random.nextInt(17) : 2 + random.nextInt(5);
    List<String> names = NAMES.get(random.nextInt(3) == 0 ? random.nextInt(NAMES.size()) : 0);
    int sources = 2 + random.nextInt(2);
    List<JsonNode> palette = palette(isLong ? size : 1 + random.nextInt(4));
    Map<String, Long> numbers = new HashMap<>();
    List<HistoryEvent> events = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      String source = names.get(random.nextInt(sources));
      List<JsonNode> applied = new ArrayList<>();
      do {
        applied.add(palette.get(random.nextInt(palette.size())));
      } while (random.nextInt(12) == 0);
      events.add(
          new HistoryEvent(
              source,
              numbers.merge(source, number(), (last, ignored) -> last + step()),
              wall(events),
              i > 0 && random.nextInt(4) == 0 ? 1L << random.nextInt(i) : 0,
              applied));
    }
    return new History(events);
  }

  private List<JsonNode> palette(int size) throws BrokenLaw {
    List<JsonNode> palette = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      palette.add(values.any(random));
    }
    return palette;
  }

  private long number() {
    return FIRST_NUMBERS[random.nextInt(FIRST_NUMBERS.length)];
  }

  private long step() {
    return random.nextInt(6) == 0 ? 1 + random.nextInt(9) : 1;
  }

  private long wall(List<HistoryEvent> events) {
    if (!events.isEmpty() && random.nextInt(3) == 0) {
      long tied = events.get(random.nextInt(events.size())).wall();
      return random.nextInt(4) == 0 ? tied + 1 + random.nextInt(1_000_000) : tied;
    }
    return Scopes.START + (random.nextInt(4) + events.size() / 4) * Scopes.SECOND;
  }
}
