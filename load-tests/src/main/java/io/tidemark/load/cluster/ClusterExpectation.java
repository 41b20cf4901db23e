package io.tidemark.load.cluster;

import io.tidemark.domain.definition.AggregateDefinition;
import io.tidemark.load.demo.AggregateKey;
import io.tidemark.load.demo.Announcement;
import io.tidemark.load.demo.BundledAggregates;
import io.tidemark.load.demo.StateVerifier;
import io.tidemark.load.generate.EventGenerator;
import io.tidemark.load.generate.ShopEvent;
import io.tidemark.load.model.ReferenceState;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What every aggregate of a generated load must be once all of it was delivered. */
public final class ClusterExpectation {
  private final Map<String, StateVerifier> verifiers =
      BundledAggregates.load("demo.yaml").stream()
          .collect(Collectors.toMap(AggregateDefinition::type, StateVerifier::new));
  private final Map<AggregateKey, ReferenceState> states = new LinkedHashMap<>();

  /** All that the generator ever sends, the late events included. */
  public ClusterExpectation(EventGenerator generator) {
    for (int index = 0; index < generator.aggregates(); index++) {
      List<ShopEvent> history = generator.history(index);
      AggregateKey key =
          new AggregateKey(history.get(0).aggregate().type(), history.get(0).aggregate().id());
      states.put(
          key,
          verifiers
              .get(key.type())
              .expected(
                  history.stream()
                      .filter(event -> event.fate() != ShopEvent.Fate.MISSING)
                      .map(ShopEvent::event)
                      .toList()));
    }
  }

  /** The version that each of them must reach. */
  public Map<AggregateKey, Long> versions() {
    return states.entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, entry -> entry.getValue().version()));
  }

  /** Some aggregates that have a state to be asked for. */
  public List<AggregateKey> sample(int size) {
    List<AggregateKey> alive =
        states.entrySet().stream()
            .filter(entry -> entry.getValue().version() > 0)
            .map(Map.Entry::getKey)
            .toList();
    int step = Math.max(1, alive.size() / size);
    List<AggregateKey> sample = new ArrayList<>();
    for (int index = 0; index < alive.size(); index += step) {
      sample.add(alive.get(index));
    }
    return sample;
  }

  /** What is wrong with an answer. */
  public List<String> differences(AggregateKey key, byte[] answer) {
    return verifiers.get(key.type()).differences(states.get(key), answer);
  }

  /** What is wrong with what was announced, the first few. */
  public List<String> differences(Map<AggregateKey, Announcement> latest) {
    Function<AggregateKey, List<String>> wrong =
        key -> verifiers.get(key.type()).differences(states.get(key), latest.get(key));
    return states.keySet().stream()
        .flatMap(key -> wrong.apply(key).stream().map(difference -> key + " " + difference))
        .limit(10)
        .toList();
  }
}
