package io.tidemark.load.compare;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** How throughput changes as one thing grows and the others stay as they are. */
public final class GrowthRun {
  /** So few that many events of one meet in a window. */
  private static final int FEW = 200;

  private final StandardLoad standard;
  private final String heap;
  private final Consumer<String> progress;

  /**
   * @param events measured at each point
   * @param heap of the node, as {@code -Xmx} takes it
   * @param progress is told of each point
   */
  public GrowthRun(int events, String heap, Consumer<String> progress) {
    this.standard = StandardLoad.of(events);
    this.heap = heap;
    this.progress = progress;
  }

  /** What grows, with the throughput at each step. */
  public record Curve(String what, List<Point> points) {}

  /**
   * One measurement; all final states were verified.
   *
   * @param at how far it has grown
   */
  public record Point(int at, double eventsPerSecond) {}

  private record Axis(String what, int[] steps, IntFunction<StandardLoad> load) {}

  /** Measures one curve after the other. */
  public List<Curve> run() throws IOException, InterruptedException, ExecutionException {
    int events = standard.events();
    List<Axis> axes =
        List.of(
            new Axis("aggregates", steps(1_000, 1_000_000), standard::ofAggregates),
            new Axis(
                "events of an aggregate",
                steps(1, 10_000),
                each -> standard.ofAggregates(Math.max(1, events / each))),
            new Axis(
                "bytes of an event's data",
                new int[] {100, 1_000, 4_000, 16_000},
                standard::ofSize),
            new Axis("writers of an aggregate", new int[] {1, 2, 4, 16}, standard::ofWriters),
            new Axis(
                "events held of an aggregate, at most",
                new int[] {1, 8, 80, 800},
                held -> standard.ofAggregates(FEW).ofWindow(held * FEW)));
    List<Curve> curves = new ArrayList<>();
    for (Axis axis : axes) {
      List<Point> points = new ArrayList<>();
      for (int step : axis.steps()) {
        points.add(new Point(step, rate(axis.load().apply(step))));
        progress.accept(
            "%s %,d: %,.0f events/s"
                .formatted(axis.what(), step, points.get(points.size() - 1).eventsPerSecond()));
      }
      curves.add(new Curve(axis.what(), points));
    }
    return curves;
  }

  private static int[] steps(int first, int last) {
    return IntStream.iterate(first, step -> step <= last, step -> step * 10).toArray();
  }

  private double rate(StandardLoad load)
      throws IOException, InterruptedException, ExecutionException {
    return new ThroughputRun(load, new ChildJvm.Options(heap, List.of()))
        .run(new TidemarkContestant(), Files.createTempDirectory("tidemark-bench"))
        .eventsPerSecond();
  }
}
