package io.tidemark.app.definition;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * What a document amounts to once its aliases are written out. SnakeYAML limits how many aliases
 * there are, but a few dozen that contain each other are enough to expand without end; so the
 * expanded size is computed, visiting each node once, before anybody walks the tree.
 */
final class Expansion {
  private static final int MOST_NODES = 500_000;
  private static final int DEEPEST = 64;

  private final Problems problems;
  private final IdentityHashMap<Node, Extent> extents = new IdentityHashMap<>();
  private final Set<Node> open = Collections.newSetFromMap(new IdentityHashMap<>());

  Expansion(Problems problems) {
    this.problems = problems;
  }

  private record Extent(long nodes, int depth) {}

  /** Whether the tree is finite, small enough and made of known tags; else says why not. */
  boolean isSound(Node root) {
    return measure(root) != null;
  }

  /** The node's extent, or null once it is known not to be sound. */
  private Extent measure(Node node) {
    Extent known = extents.get(node);
    if (known != null) {
      return known;
    }
    if (!open.add(node)) {
      problems.at(node.getStartMark(), "the anchor here contains an alias of itself");
      return null;
    }
    if (!hasKnownTag(node)) {
      problems.at(
          node.getStartMark(),
          "the tag " + node.getTag() + " is not allowed; write the plain value");
      return null;
    }
    long nodes = 1;
    int depth = 0;
    for (Node child : children(node)) {
      Extent extent = measure(child);
      if (extent == null) {
        return null;
      }
      nodes += extent.nodes;
      depth = Math.max(depth, extent.depth + 1);
    }
    if (nodes > MOST_NODES || depth > DEEPEST) {
      problems.at(
          node.getStartMark(),
          "too large once its aliases are written out; allowed: %d values, %d levels"
              .formatted(MOST_NODES, DEEPEST));
      return null;
    }
    open.remove(node);
    Extent extent = new Extent(nodes, depth);
    extents.put(node, extent);
    return extent;
  }

  private static boolean hasKnownTag(Node node) {
    if (node instanceof ScalarNode scalar) {
      return PlainScalars.fits(scalar.getTag(), scalar.getValue());
    }
    return node.getTag().equals(node instanceof MappingNode ? Tag.MAP : Tag.SEQ);
  }

  private static List<Node> children(Node node) {
    if (node instanceof MappingNode mapping) {
      return mapping.getValue().stream()
          .flatMap(tuple -> Stream.of(tuple.getKeyNode(), tuple.getValueNode()))
          .toList();
    }
    return node instanceof SequenceNode sequence ? sequence.getValue() : List.of();
  }
}
