package io.tidemark.load.queries;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;

/**
 * What readers have found.
 *
 * @param aggregates answers of aggregates that were checked
 * @param rows answers of the projection that were checked
 * @param stale those among both that lack the effect of the event that was asked for
 * @param late requests that got no state, because it was not there in time
 * @param refused requests that a node did not take, because it went away or was not yet there
 * @param unexpected answers that are none of these
 * @param whileRebuilding checked while the projection was being rebuilt
 * @param whileMissingOne checked while a killed node was away
 * @param examples of stale and unexpected answers, a few
 */
public record TokenFigures(
    String waitsFor,
    long aggregates,
    long rows,
    long stale,
    long late,
    long refused,
    long unexpected,
    long whileRebuilding,
    long whileMissingOne,
    long events,
    double seconds,
    List<String> examples) {

  public TokenFigures {
    examples = List.copyOf(examples);
  }

  /** Whether every answer has what was asked for, and none is anything else than documented. */
  public boolean holds() {
    return stale == 0 && unexpected == 0;
  }

  /** For people. */
  public String table() {
    StringBuilder table = new StringBuilder();
    table.append(
        String.format(
            Locale.ROOT,
            "waiting for a %s: %,d reads in %.0f s, %,d of aggregates and %,d of rows, while %,d"
                + " events were written%n",
            waitsFor,
            aggregates + rows,
            seconds,
            aggregates,
            rows,
            events));
    table.append(
        String.format(
            Locale.ROOT,
            "%,d of them while the projection was rebuilt, %,d while a killed node was away%n",
            whileRebuilding,
            whileMissingOne));
    table.append(
        String.format(
            Locale.ROOT,
            "%,d stale; beside them %,d not in time, %,d refused, %,d unexpected%n",
            stale,
            late,
            refused,
            unexpected));
    examples.forEach(example -> table.append("  ").append(example).append(System.lineSeparator()));
    return table.toString();
  }

  /** For programs. */
  public ObjectNode json() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("waitsFor", waitsFor).put("reads", aggregates + rows);
    json.put("aggregates", aggregates).put("rows", rows).put("stale", stale).put("late", late);
    json.put("refused", refused).put("unexpected", unexpected);
    json.put("whileRebuilding", whileRebuilding).put("whileMissingOne", whileMissingOne);
    json.put("events", events).put("seconds", Math.round(seconds * 10) / 10.0);
    return json;
  }
}
