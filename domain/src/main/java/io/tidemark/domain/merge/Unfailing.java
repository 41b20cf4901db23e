package io.tidemark.domain.merge;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import io.tidemark.domain.clock.EffectiveTime;

/** Stands, while writes are tried, for a field that takes any of them. */
final class Unfailing implements MergeState {
  static final Unfailing INSTANCE = new Unfailing();

  private Unfailing() {}

  @Override
  public boolean apply(Write write, Origin origin) {
    return true;
  }

  @Override
  public boolean forget(EffectiveTime before) {
    return true;
  }

  @Override
  public void clear() {}

  @Override
  public void write(JsonGenerator out) {
    throw new UnsupportedOperationException("it has no value");
  }

  @Override
  public JsonNode save() {
    return NullNode.instance;
  }
}
