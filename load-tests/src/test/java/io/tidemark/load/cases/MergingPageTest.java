package io.tidemark.load.cases;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.domain.clock.EffectiveTime;
import io.tidemark.domain.json.ExactJson;
import io.tidemark.domain.json.JsonOrder;
import io.tidemark.domain.merge.MergeRules;
import io.tidemark.load.cases.MergingPage.PageExample;
import io.tidemark.streams.ingest.EnvelopeDecoder;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What {@code docs/merging.md} says is what happens. */
class MergingPageTest {
  private static final MergingPage PAGE = MergingPage.read();

  @TestFactory
  List<DynamicTest> everyExampleEndsInTheStatePrinted() {
    List<DynamicTest> tests = new ArrayList<>();
    for (PageExample example : PAGE.examples()) {
      tests.add(DynamicTest.dynamicTest(example.place(), () -> check(example)));
    }
    return tests;
  }

  @Test
  void everyResultBelongsToAnExampleAndEveryHeadingHasOne() {
    List<PageExample> examples = PAGE.examples();
    assertEquals(PAGE.results(), examples.size());
    for (String heading : PAGE.headings()) {
      assertTrue(
          examples.stream().anyMatch(example -> example.place().startsWith(heading + ", ")),
          () -> heading + " has no example");
    }
  }

  @Test
  void theTableHasEveryRule() {
    Set<String> listed = new TreeSet<>();
    for (List<String> row : PAGE.table("| rule ")) {
      for (String rule : row.get(0).split(", ")) {
        listed.add(rule.replace("`", ""));
      }
    }
    assertEquals(new TreeSet<>(MergeRules.names()), listed);
  }

  @Test
  void theListedDeviationsAreThoseOfTheTests() {
    List<Deviation> listed =
        PAGE.table("| history ").stream()
            .map(row -> row.stream().map(cell -> cell.replace("`", "")).toList())
            .map(row -> new Deviation(row.get(0), row.get(1), row.get(2), row.get(3), row.get(4)))
            .toList();
    assertEquals(ScenarioTest.DEVIATIONS, listed);
  }

  @Test
  void theLimitOfClocksIsTheOneStated() {
    assertEquals(24, EnvelopeDecoder.MAXIMUM_AHEAD.toHours());
  }

  private static void check(PageExample page) throws IOException {
    Example example = new Example(page.state(), page.rows());
    JsonNode announced = Replay.announced(example.definition(), example.events());
    JsonNode expected = ExactJson.mapper().readTree(page.result());
    assertEquals(JsonOrder.canonical(expected), JsonOrder.canonical(announced.get("state")));
    assertEquals(page.deleted(), announced.get("deleted").booleanValue(), "deleted");
    assertEquals(page.rows().size(), announced.get("version").intValue(), "version");
    for (int i = 0; i < page.effectiveTimes().size(); i++) {
      assertEquals(page.effectiveTimes().get(i), effectiveTime(example, page.rows(), i));
    }
  }

  /** The clock of an aggregate that has the event and what it knew of, which is all earlier. */
  private static EffectiveTime effectiveTime(Example example, List<Row> rows, int at) {
    Row row = rows.get(at);
    Set<String> known = new LinkedHashSet<>(row.observed().orElse(List.of()));
    for (Row other : rows.subList(0, at)) {
      if (other.source().equals(row.source())) {
        known.add(other.name());
      }
    }
    known.add(row.name());
    return Replay.of(example.definition(), example.events(known)).token().clock();
  }
}
