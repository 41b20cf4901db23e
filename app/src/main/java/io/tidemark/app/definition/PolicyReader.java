package io.tidemark.app.definition;

import io.tidemark.domain.definition.GapPolicy;
import io.tidemark.domain.definition.SequencePolicy;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads how events are counted and what happens while some are missing. */
final class PolicyReader {
  private static final SequencePolicy SEQUENCE = SequencePolicy.contiguousFrom(1);
  private static final GapPolicy GAP =
      new GapPolicy(Duration.ofSeconds(30), GapPolicy.Then.SKIP, 1_000);

  private static final Pattern DURATION = Pattern.compile("([0-9]{1,9})(ms|s|m|h|d)");
  private static final Map<String, ChronoUnit> UNITS =
      Map.of(
          "ms", ChronoUnit.MILLIS,
          "s", ChronoUnit.SECONDS,
          "m", ChronoUnit.MINUTES,
          "h", ChronoUnit.HOURS,
          "d", ChronoUnit.DAYS);

  /** Pekko's timers take no longer delay than 248 days. */
  private static final Duration LONGEST = Duration.ofDays(100);

  private PolicyReader() {}

  static SequencePolicy sequence(Section type) {
    Optional<Element> element = type.find("sequence");
    if (element.isEmpty()) {
      return SEQUENCE;
    }
    if (element.get().isText()) {
      return element.get().choice(SequencePolicy.Mode.class).map(PolicyReader::of).orElse(SEQUENCE);
    }
    return element
        .get()
        .section("a map with the keys mode, start; or a mode")
        .map(PolicyReader::sequenceOf)
        .orElse(SEQUENCE);
  }

  private static SequencePolicy sequenceOf(Section section) {
    section.allowOnly(List.of("mode", "start"));
    SequencePolicy policy =
        section
            .find("mode")
            .flatMap(element -> element.choice(SequencePolicy.Mode.class))
            .map(PolicyReader::of)
            .orElse(SEQUENCE);
    SequencePolicy started = section.find("start").map(PolicyReader::start).orElse(SEQUENCE);
    // With the other modes a start says nothing, but it may stay when the mode is changed.
    return policy.mode() == SequencePolicy.Mode.CONTIGUOUS ? started : policy;
  }

  private static SequencePolicy of(SequencePolicy.Mode mode) {
    return new SequencePolicy(mode, false, SEQUENCE.start());
  }

  private static SequencePolicy start(Element element) {
    if (element.isText() && element.characters().equals("first")) {
      return new SequencePolicy(SequencePolicy.Mode.CONTIGUOUS, true, SEQUENCE.start());
    }
    OptionalLong start =
        element.integer(0, Long.MAX_VALUE, "a whole number of 0 or more, or first");
    return SequencePolicy.contiguousFrom(start.orElse(SEQUENCE.start()));
  }

  static GapPolicy gap(Section type) {
    return type.find("gap")
        .flatMap(element -> element.section("a map with the keys wait, then, hold"))
        .map(PolicyReader::gapOf)
        .orElse(GAP);
  }

  private static GapPolicy gapOf(Section section) {
    section.allowOnly(List.of("wait", "then", "hold"));
    return new GapPolicy(
        section.find("wait").flatMap(PolicyReader::duration).orElse(GAP.waiting()),
        section
            .find("then")
            .flatMap(element -> element.choice(GapPolicy.Then.class))
            .orElse(GAP.then()),
        section
            .find("hold")
            .map(element -> element.integer(1, 1_000_000, "a whole number from 1 to 1000000"))
            .map(hold -> (int) hold.orElse(GAP.hold()))
            .orElse(GAP.hold()));
  }

  private static Optional<Duration> duration(Element element) {
    Matcher matcher = DURATION.matcher(element.isText() ? element.characters() : "");
    if (matcher.matches()) {
      Duration duration =
          Duration.of(Long.parseLong(matcher.group(1)), UNITS.get(matcher.group(2)));
      if (duration.compareTo(LONGEST) <= 0) {
        return Optional.of(duration);
      }
    }
    element.expect("a duration such as 500ms, 30s, 5m, 2h or 1d, at most 100d");
    return Optional.empty();
  }
}
