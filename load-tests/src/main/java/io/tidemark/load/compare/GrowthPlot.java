package io.tidemark.load.compare;

import io.tidemark.load.compare.GrowthRun.Curve;
import io.tidemark.load.compare.GrowthRun.Point;
import java.util.List;
import java.util.Locale;

/** Curves as an SVG: one panel each, thousands of events per second over a logarithmic axis. */
public final class GrowthPlot {
  private static final int WIDTH = 300;
  private static final int HEIGHT = 200;
  private static final int MARGIN = 45;

  private GrowthPlot() {}

  /** The whole document. */
  public static String svg(List<Curve> curves) {
    double most =
        curves.stream()
            .flatMap(curve -> curve.points().stream())
            .mapToDouble(Point::eventsPerSecond)
            .max()
            .orElse(1);
    StringBuilder svg =
        new StringBuilder(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" font-family=\"sans-serif\" font-size=\"11\">%n"
                .formatted(curves.size() * WIDTH, HEIGHT + 20));
    for (int i = 0; i < curves.size(); i++) {
      panel(svg, curves.get(i), i * WIDTH, most);
    }
    return svg.append("</svg>\n").toString();
  }

  private static void panel(StringBuilder svg, Curve curve, int left, double most) {
    int bottom = HEIGHT - MARGIN + 20;
    svg.append(
        "<path d=\"M%d 20V%dH%d\" fill=\"none\" stroke=\"#888\"/>%n"
            .formatted(left + MARGIN, bottom, left + WIDTH - 15));
    text(svg, left + WIDTH / 2, HEIGHT + 12, "middle", curve.what());
    text(svg, left + MARGIN - 4, 26, "end", "%.0fk/s".formatted(most / 1_000));
    text(svg, left + MARGIN - 4, bottom, "end", "0");
    List<Point> points = curve.points();
    double first = Math.log(points.get(0).at());
    double span = Math.log(points.get(points.size() - 1).at()) - first;
    StringBuilder line = new StringBuilder();
    for (Point point : points) {
      double x = left + MARGIN + 15 + (Math.log(point.at()) - first) / span * (WIDTH - MARGIN - 50);
      double y = bottom - point.eventsPerSecond() / most * (bottom - 26);
      line.append("%.1f,%.1f ".formatted(x, y));
      svg.append("<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3\"/>%n".formatted(x, y));
      text(svg, (int) x, bottom + 14, "middle", String.format(Locale.ROOT, "%,d", point.at()));
    }
    svg.append(
        "<polyline points=\"%s\" fill=\"none\" stroke=\"#06c\"/>%n"
            .formatted(line.toString().strip()));
  }

  private static void text(StringBuilder svg, int x, int y, String anchor, String text) {
    svg.append(
        "<text x=\"%d\" y=\"%d\" text-anchor=\"%s\">%s</text>%n".formatted(x, y, anchor, text));
  }
}
