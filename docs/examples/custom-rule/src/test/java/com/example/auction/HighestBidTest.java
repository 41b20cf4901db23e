package com.example.auction;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidemark.domain.clock.EffectiveTime;
import io.tidemark.domain.laws.LawChecker;
import io.tidemark.domain.laws.LawReport;
import io.tidemark.domain.merge.Stamp;
import io.tidemark.domain.merge.custom.CustomRule;
import io.tidemark.domain.merge.custom.CustomWrite;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class HighestBidTest {
  private final CustomRule rule = new HighestBid();

  @Test
  void keepsTheLaws() {
    LawChecker.standard().check(HighestBid::new).requireHolds();
  }

  @Test
  void theHighestBidWinsAndOfEqualOnesTheEarliest() throws Exception {
    CustomWrite ann = write("{\"bidder\":\"ann\",\"amount\":120}", "12:00:01", "web", 1);
    CustomWrite bob = write("{\"bidder\":\"bob\",\"amount\":120.00}", "12:00:00", "phone", 1);
    CustomWrite cat = write("{\"bidder\":\"cat\",\"amount\":99.5}", "12:00:02", "web", 2);
    for (List<CustomWrite> order :
        List.of(List.of(ann, bob, cat), List.of(bob, ann, cat), List.of(ann, cat, bob))) {
      JsonNode state = null;
      for (CustomWrite write : order) {
        state = rule.apply(state, write);
      }
      assertEquals("bob", rule.value(state).get("bidder").asText());
    }
  }

  @Test
  void refusesWhatIsNoBid() throws Exception {
    JsonNode free = new ObjectMapper().readTree("{\"bidder\":\"ann\",\"amount\":0}");
    assertThrows(IllegalArgumentException.class, () -> rule.check(free));
  }

  /** What HighestBid is when it forgets about equal amounts. */
  public static final class FirstToArrive implements CustomRule {
    @Override
    public void check(JsonNode bid) {
      new HighestBid().check(bid);
    }

    @Override
    public JsonNode apply(JsonNode current, CustomWrite write) {
      return current == null
              || write.value().get("amount").decimalValue()
                      .compareTo(current.get("amount").decimalValue())
                  > 0
          ? write.value()
          : current;
    }

    @Override
    public List<JsonNode> examples() {
      return new HighestBid().examples();
    }
  }

  @Test
  void theSearchFindsTheTie() {
    LawReport report = LawChecker.standard().check(FirstToArrive::new);
    System.out.println(report);
    assertFalse(report.holds());
    assertEquals(2, report.broken().get(0).writes());
  }

  private static CustomWrite write(String value, String time, String source, long sequence)
      throws Exception {
    Instant instant = Instant.parse("2026-01-01T" + time + "Z");
    return new CustomWrite(
        new ObjectMapper().readTree(value),
        new Stamp(new EffectiveTime(EffectiveTime.nanos(instant), 0), source, sequence));
  }
}
