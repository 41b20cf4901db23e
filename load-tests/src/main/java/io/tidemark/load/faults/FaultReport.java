package io.tidemark.load.faults;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.load.faults.Verdict.Breach;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a run came to.
 *
 * @param account what became of the records, for people
 * @param records how many were sent
 * @param announced how many states were announced
 * @param samples how often committed offsets were judged
 * @param judgedRecords how many records were looked for along the way
 * @param leftOut faults of the plan that cannot be made to happen here, and why
 * @param ownEnds how often a node ended by itself
 */
public record FaultReport(
    FaultRun.Options options,
    Verdict verdict,
    Progress progress,
    String account,
    long records,
    long announced,
    long samples,
    long judgedRecords,
    Map<Fault, String> leftOut,
    int ownEnds) {

  /** Whether nothing is broken. */
  public boolean isClean() {
    return verdict.isClean();
  }

  /** What is broken, the first few of each kind. */
  public List<String> breaches() {
    return verdict.lines();
  }

  /** The kinds of faults that happened. */
  public Set<String> faults() {
    return progress.effects().stream()
        .map(effect -> effect.fault().kind().name())
        .collect(Collectors.toSet());
  }

  /** One table. */
  public List<String> table() {
    List<String> lines = new ArrayList<>();
    lines.add(
        String.format(
            "%3s %8s  %-52s %8s %10s %12s",
            "#", "at", "fault", "over", "recovered", "stood still"));
    for (Progress.Effect effect : progress.effects()) {
      Fault fault = effect.fault();
      lines.add(
          String.format(
              Locale.ROOT,
              "%3d %6.1f s  %-52s %6.1f s %8s s %10.1f s",
              fault.number(),
              fault.at() / 1e3,
              fault,
              effect.healedSeconds(),
              effect.hasRecovered()
                  ? String.format(Locale.ROOT, "%.1f", effect.recoveredSeconds())
                  : "never",
              effect.standStillSeconds()));
    }
    leftOut.forEach(
        (fault, why) ->
            lines.add(
                String.format(
                    Locale.ROOT,
                    "%3d %6.1f s  %-52s left out: %s",
                    fault.number(),
                    fault.at() / 1e3,
                    fault,
                    why)));
    lines.add(String.format("%,d records: %s; %,d states announced", records, account, announced));
    lines.add(
        String.format(
            "%,d looks at committed offsets, %,d records looked for; nodes that ended by"
                + " themselves: %d; longest stand-still of a partition %.1f s",
            samples, judgedRecords, ownEnds, progress.longestStandStill()));
    StringBuilder verdicts = new StringBuilder("seed " + options.seed() + ":");
    for (Breach breach : Breach.values()) {
      verdicts.append(' ').append(verdict.count(breach)).append(' ').append(breach.text());
      verdicts.append(breach.ordinal() == Breach.values().length - 1 ? "" : ",");
    }
    lines.add(verdicts.toString());
    return lines;
  }

  /** As one object. */
  public ObjectNode json() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("lost", verdict.count(Breach.LOST));
    json.put("appliedTwice", verdict.count(Breach.APPLIED_TWICE));
    json.put("outOfOrder", verdict.count(Breach.OUT_OF_ORDER));
    json.put("divergent", verdict.count(Breach.DIVERGENT));
    json.put("committedEarly", verdict.count(Breach.COMMITTED_EARLY));
    json.put("stuck", verdict.count(Breach.STUCK));
    json.put("faults", progress.effects().size());
    json.put("leftOut", leftOut.size());
    json.put("events", records);
    json.put("announced", announced);
    json.put("seed", options.seed());
    json.put("seconds", options.length().toSeconds());
    json.put("nodes", options.nodes());
    json.put("perSecond", options.perSecond());
    json.put("longestStandStillSeconds", rounded(progress.longestStandStill()));
    ArrayNode faults = json.putArray("recovery");
    for (Progress.Effect effect : progress.effects()) {
      faults
          .addObject()
          .put("fault", effect.fault().kind().name())
          .put("node", effect.fault().node())
          .put("atSeconds", rounded(effect.fault().at() / 1e3))
          .put("recoveredSeconds", effect.hasRecovered() ? rounded(effect.recoveredSeconds()) : -1)
          .put("stoodStillSeconds", rounded(effect.standStillSeconds()));
    }
    options.without().ifPresent(rule -> json.put("without", rule.toString()));
    return json;
  }

  private static double rounded(double seconds) {
    return Math.round(seconds * 10) / 10.0;
  }
}
