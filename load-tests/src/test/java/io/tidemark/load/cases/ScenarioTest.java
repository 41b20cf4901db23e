package io.tidemark.load.cases;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.abort;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.domain.json.ExactJson;
import io.tidemark.load.logs.RealData;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * The published tests of riak_dt, Pekko Distributed Data and antidote_crdt, as events that say what
 * their writers had observed. Their clocks must not matter, so each runs with several.
 */
class ScenarioTest {
  static final List<Deviation> DEVIATIONS =
      List.of(
          new Deviation(
              "ormultimap-concurrent-remove-lost",
              "x and y",
              "{\"a\":[\"A\",\"B\"]}",
              "{\"a\":[\"B\"]}",
              "Pekko documents that the removal of A is lost when B is bound meanwhile; here the"
                  + " writer of B had not brought A back, so A stays removed"),
          new Deviation(
              "ormap-remove-vs-update-orset",
              "x",
              "{\"a\":[\"A\"],\"b\":[\"B\",\"B2\"],\"c\":[\"C\"]}",
              "{\"a\":[\"A\"],\"b\":[\"B2\"],\"c\":[\"C\"]}",
              "in Pekko an update keeps the whole value of a key that was removed meanwhile; here,"
                  + " as in riak_dt, only what the removal had not observed stays"));

  @TestFactory
  List<DynamicTest> publishedHistoriesEndAsPublished() throws IOException {
    List<DynamicTest> tests = new ArrayList<>();
    for (JsonNode scenario : scenarios()) {
      for (Scenario.Clocks clocks : Scenario.Clocks.values()) {
        tests.add(
            DynamicTest.dynamicTest(
                scenario.get("id").asText() + " " + clocks, () -> check(scenario, clocks)));
      }
    }
    return tests;
  }

  @Test
  void everyDeviationIsOneOfAPublishedHistory() throws IOException {
    Set<String> published = new HashSet<>();
    scenarios().forEach(scenario -> published.add(scenario.get("id").asText()));
    for (Deviation deviation : DEVIATIONS) {
      assertTrue(published.contains(deviation.history()), deviation::history);
    }
  }

  private static JsonNode scenarios() throws IOException {
    JsonNode file =
        ExactJson.mapper().readTree(RealData.file("crdt", "crdt-scenarios.json").toFile());
    return file.get("scenarios");
  }

  private static void check(JsonNode scenario, Scenario.Clocks clocks) throws IOException {
    String published = scenario.get("type").asText();
    Optional<ScenarioType> type = ScenarioType.of(published);
    if (type.isEmpty()) {
      abort("nothing here stands for the type " + published);
    }
    Scenario history = new Scenario(scenario, type.orElseThrow(), clocks);
    for (Scenario.Expectation expectation : history.expectations()) {
      JsonNode expected = expectation.value();
      for (Deviation deviation : DEVIATIONS) {
        if (deviation.history().equals(scenario.get("id").asText())
            && ExactJson.mapper().readTree(deviation.published()).equals(expected)) {
          expected = ExactJson.mapper().readTree(deviation.here());
        }
      }
      assertEquals(
          expected,
          history.seen(expectation.state()),
          () -> "state " + expectation.state() + " of " + history);
    }
  }
}
