package io.tidemark.app.definition;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeId;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * A value of the file, where it stands and what leads to it. Every reading method that comes back
 * empty has reported why.
 *
 * @param node the value
 * @param where its key, or the value itself where it has none: the place of what is missing
 * @param path the keys that lead here, joined by dots; empty for the document
 * @param problems where to report
 */
record Element(Node node, Mark where, String path, Problems problems) {
  private static final int SHOWN = 60;

  static Element root(Node node, Problems problems) {
    return new Element(node, node.getStartMark(), "", problems);
  }

  /** Reports something about this value, at its place. */
  void refuse(String message) {
    problems.at(node.getStartMark(), prefix() + message);
  }

  /** Reports something about the key that leads here, at the key's place. */
  void refuseKey(String message) {
    problems.at(where, prefix() + message);
  }

  /** Reports that something else was expected. */
  void expect(String allowed) {
    refuse("found " + found() + "; allowed: " + allowed);
  }

  private String prefix() {
    return path.isEmpty() ? "" : path + ": ";
  }

  Element child(String key, Node keyNode, Node value) {
    return new Element(
        value, keyNode.getStartMark(), path.isEmpty() ? key : path + "." + key, problems);
  }

  boolean isMap() {
    return node instanceof MappingNode;
  }

  boolean isList() {
    return node instanceof SequenceNode;
  }

  boolean isText() {
    return node instanceof ScalarNode && node.getTag().equals(Tag.STR);
  }

  boolean isBoolean() {
    return node.getTag().equals(Tag.BOOL);
  }

  boolean isNumber() {
    return node.getTag().equals(Tag.INT) || node.getTag().equals(Tag.FLOAT);
  }

  boolean isNull() {
    return node.getTag().equals(Tag.NULL);
  }

  /** A scalar's characters, whatever its kind. */
  String characters() {
    return ((ScalarNode) node).getValue();
  }

  Optional<String> text(String allowed) {
    if (isText() && !characters().isEmpty()) {
      return Optional.of(characters());
    }
    expect(allowed + (isNumber() || isBoolean() ? " (quote it to make it text)" : ""));
    return Optional.empty();
  }

  Optional<Boolean> flag() {
    if (isBoolean()) {
      return Optional.of(characters().equals("true"));
    }
    expect("true, false");
    return Optional.empty();
  }

  OptionalLong integer(long least, long most, String allowed) {
    if (node.getTag().equals(Tag.INT)) {
      try {
        long number = Long.parseLong(characters());
        if (number >= least && number <= most) {
          return OptionalLong.of(number);
        }
      } catch (NumberFormatException e) {
        // Beyond a long, so beyond the bounds as well.
      }
    }
    expect(allowed);
    return OptionalLong.empty();
  }

  /** One of an enum's constants, spelled in lower case with hyphens. */
  <E extends Enum<E>> Optional<E> choice(Class<E> type) {
    List<String> allowed = Choices.of(type);
    if (isText() && allowed.contains(characters())) {
      return Optional.of(type.getEnumConstants()[allowed.indexOf(characters())]);
    }
    refuse("found " + found() + "; " + Choices.tell(isText() ? characters() : "", allowed));
    return Optional.empty();
  }

  Optional<Section> section(String allowed) {
    if (isMap()) {
      return Optional.of(Section.of(this));
    }
    expect(allowed);
    return Optional.empty();
  }

  /** The items of a list, or the value itself as the only one. */
  List<Element> items() {
    if (!(node instanceof SequenceNode sequence)) {
      return List.of(this);
    }
    List<Element> items = new ArrayList<>();
    for (Node item : sequence.getValue()) {
      items.add(new Element(item, item.getStartMark(), path + "[" + items.size() + "]", problems));
    }
    return items;
  }

  /** What stands here, in words. */
  String found() {
    if (node.getNodeId() != NodeId.scalar) {
      return isMap() ? "a map" : "a list";
    }
    if (isNull()) {
      return "nothing";
    }
    return isText() ? quoted(characters()) : "the " + kind() + " " + shortened(characters());
  }

  private String kind() {
    return isNumber() ? "number" : "boolean";
  }

  /** A text of the file as messages show it: on one line and not too long. */
  static String quoted(String text) {
    return '"' + shortened(text) + '"';
  }

  private static String shortened(String text) {
    String shown =
        text.codePointCount(0, text.length()) <= SHOWN
            ? text
            : text.substring(0, text.offsetByCodePoints(0, SHOWN)) + "...";
    return shown.replaceAll("\\p{Cntrl}", " ");
  }
}
