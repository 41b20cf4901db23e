package io.tidemark.app.http;

import java.util.Map;

/** Whether the node can do its work now. */
@FunctionalInterface
public interface Readiness {

  /** Each check by name, and whether it holds. Must answer at once, from what is known. */
  Map<String, Boolean> checks();
}
