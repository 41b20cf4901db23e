package io.tidemark.load.generate;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** What happens to one aggregate, one event after the other. */
interface ShopStory {
  /**
   * The event that comes next.
   *
   * @param position 0 for the aggregate's first event
   */
  Chapter next(int position);

  /** An event's type and payload. */
  record Chapter(String type, ObjectNode data) {}
}
