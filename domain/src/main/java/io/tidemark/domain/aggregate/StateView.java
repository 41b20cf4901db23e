package io.tidemark.domain.aggregate;

import com.fasterxml.jackson.core.JsonGenerator;
import io.tidemark.domain.clock.ConsistencyToken;
import java.io.IOException;
import java.util.Map;

/** What an aggregate shows of itself, as it is or as it was. */
public interface StateView {
  /** How many events were applied. */
  long version();

  /** By source the highest number applied; without numbers, how many of it. */
  Map<String, Long> vector();

  /** The token that stands for all that was applied. */
  ConsistencyToken token();

  /** Whether it was deleted and not written to since. */
  boolean isDeleted();

  /** Writes the visible state. */
  void writeFields(JsonGenerator out) throws IOException;
}
