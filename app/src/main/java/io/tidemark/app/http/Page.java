package io.tidemark.app.http;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;

/**
 * One page of a list.
 *
 * @param items what it holds, in order
 * @param next the cursor of the page that follows; none when this is the last
 */
public record Page(List<? extends JsonNode> items, Optional<String> next) {
  public Page {
    items = List.copyOf(items);
  }
}
