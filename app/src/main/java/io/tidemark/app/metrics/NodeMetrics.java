package io.tidemark.app.metrics;

/** All that a node shows, looked at in turn. */
public final class NodeMetrics {
  private final PathMetrics path;
  private final NodeStateMetrics state;
  private final OpenMattersMetrics open;
  private final LagMetrics lag;
  private final ProjectionMetrics projections;

  public NodeMetrics(
      PathMetrics path,
      NodeStateMetrics state,
      OpenMattersMetrics open,
      LagMetrics lag,
      ProjectionMetrics projections) {
    this.path = path;
    this.state = state;
    this.open = open;
    this.lag = lag;
    this.projections = projections;
  }

  /** What is known in memory; to be called each second or so. */
  public void reportOwn() {
    path.report();
    state.report();
  }

  /** What the broker and the database know; to be called each few seconds. Blocking. */
  public void reportOutside() {
    open.report();
    lag.report();
    projections.report();
  }
}
