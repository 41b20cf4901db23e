package io.tidemark.load.demo;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidemark.domain.definition.AggregateDefinition;
import io.tidemark.load.model.CloudEvent;
import io.tidemark.load.model.ReferenceModel;
import io.tidemark.load.model.ReferenceState;
import io.tidemark.load.model.StateComparison;
import java.io.IOException;
import java.util.Collection;
import java.util.List;

/** Compares aggregates of one type with the reference model. */
public final class StateVerifier {
  private static final ObjectMapper MAPPER =
      new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

  private final ReferenceModel model;

  public StateVerifier(AggregateDefinition definition) {
    this.model = new ReferenceModel(definition);
  }

  /** What the aggregate must be when these events, and no others, were delivered. */
  public ReferenceState expected(Collection<CloudEvent> delivered) {
    return model.fold(delivered);
  }

  /**
   * What is wrong with the latest announcement of an aggregate.
   *
   * @param announced the latest announcement; null when there was none
   */
  public List<String> differences(ReferenceState expected, Announcement announced) {
    if (announced == null) {
      return expected.version() == 0 ? List.of() : List.of("was never announced");
    }
    if (expected.deleted() != announced.tombstone()) {
      return List.of(
          "tombstone: expected " + expected.deleted() + ", actual " + announced.tombstone());
    }
    return differences(expected, announced.value());
  }

  /** What is wrong with an answer about an aggregate, or with an announcement's value. */
  public List<String> differences(ReferenceState expected, byte[] json) {
    try {
      return StateComparison.differences(expected, MAPPER.readTree(json));
    } catch (IOException e) {
      return List.of("is no JSON: " + e.getMessage());
    }
  }
}
