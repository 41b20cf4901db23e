package io.tidemark.app.wiring;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.app.scaling.Advice;
import io.tidemark.app.scaling.Observation;
import io.tidemark.app.scaling.ScalingAdvisor;
import io.tidemark.domain.path.Distribution;
import io.tidemark.domain.path.Verb;
import io.tidemark.persistence.operations.OpenMatters;
import io.tidemark.streams.ingest.InternalTopics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.IntSupplier;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps an eye on where the whole cluster stands, for whoever decides on the number of nodes. */
public final class ScalingWatch {
  private static final Logger LOG = LoggerFactory.getLogger(ScalingWatch.class);

  /** Records a second that one node works off, until it is known better. */
  private static final double ASSUMED_PACE = 5_000;

  /** Usually a row is durable after some milliseconds. */
  private static final Duration SLOW = Duration.ofMillis(250);

  private final Map<String, RunningType> types;
  private final Standings standings;
  private final Function<String, OpenMatters> open;
  private final IntSupplier nodes;
  private final IntSupplier waitingForConnections;
  private final ScalingAdvisor advisor = new ScalingAdvisor(ASSUMED_PACE);
  private final long[] writesBefore = Distribution.nothing();
  private volatile JsonNode latest;

  /**
   * @param open what waits of a type; blocking
   * @param nodes how many share the work
   * @param waitingForConnections how many wait for a connection to the database
   */
  public ScalingWatch(
      Map<String, RunningType> types,
      Standings standings,
      Function<String, OpenMatters> open,
      IntSupplier nodes,
      IntSupplier waitingForConnections) {
    this.types = types;
    this.standings = standings;
    this.open = open;
    this.nodes = nodes;
    this.waitingForConnections = waitingForConnections;
  }

  /** What was seen last; empty before anything was. */
  public Optional<JsonNode> latest() {
    return Optional.ofNullable(latest);
  }

  /** Has a look; to be called each few seconds. What cannot be seen stays as it was. Blocking. */
  public void look() {
    try {
      List<Observation.Partition> partitions = new ArrayList<>();
      types.forEach(
          (name, type) ->
              standings
                  .ofInput(name, partitions(type))
                  .forEach(
                      (partition, standing) ->
                          partitions.add(
                              new Observation.Partition(
                                  partition.toString(), standing.committed(), standing.end()))));
      Advice advice =
          advisor.observe(
              new Observation(System.nanoTime(), partitions, nodes.getAsInt(), databaseIsSlow()));
      latest = json(advice);
    } catch (RuntimeException e) {
      LOG.debug("where the cluster stands cannot be told: {}", e.toString());
    }
  }

  private static Set<TopicPartition> partitions(RunningType type) {
    Set<TopicPartition> partitions = new HashSet<>();
    for (String topic : InternalTopics.inputsOf(type.definition())) {
      for (int number = 0; number < type.partitions(); number++) {
        partitions.add(new TopicPartition(topic, number));
      }
    }
    return partitions;
  }

  private boolean databaseIsSlow() {
    long[] sums = new long[2];
    Verb.PERSIST
        .durations()
        .takeNew(
            writesBefore,
            (nanos, times) -> {
              sums[0] += nanos * times;
              sums[1] += times;
            });
    boolean slowWrites = sums[1] > 0 && sums[0] / sums[1] > SLOW.toNanos();
    return slowWrites || waitingForConnections.getAsInt() > 0;
  }

  private JsonNode json(Advice advice) {
    long waiting = 0;
    long letters = 0;
    for (String type : types.keySet()) {
      OpenMatters matters = open.apply(type);
      waiting += matters.waiting();
      letters += matters.deadLetters();
    }
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.putObject("nodes")
        .put("now", advice.nodes())
        .put("wanted", advice.wanted())
        .put("usefulMaximum", advice.usefulMaximum());
    json.putObject("lag")
        .put("total", advice.lag())
        .put("workable", advice.workable())
        .put("stuck", advice.stuck())
        .put("database", advice.database());
    json.putObject("waiting").put("gap", waiting).put("deadLetters", letters);
    return json;
  }
}
