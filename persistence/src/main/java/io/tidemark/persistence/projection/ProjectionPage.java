package io.tidemark.persistence.projection;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;

/**
 * One page of a query's rows.
 *
 * @param items the rows, in the order asked for
 * @param next the cursor of the page that follows; none when this was the last
 */
public record ProjectionPage(List<ObjectNode> items, Optional<String> next) {
  public ProjectionPage {
    items = List.copyOf(items);
  }
}
