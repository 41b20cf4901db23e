package io.tidemark.app.definition;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.Tag;

/** A map of the file: its keys are texts and no two of them are equal, whatever the file says. */
final class Section {
  private final Element element;
  private final Map<String, Element> entries;

  private Section(Element element, Map<String, Element> entries) {
    this.element = element;
    this.entries = Collections.unmodifiableMap(entries);
  }

  /** The entries of a map; keys that are no texts, merge keys and duplicates are reported. */
  static Section of(Element element) {
    Map<String, Element> entries = new LinkedHashMap<>();
    for (NodeTuple tuple : ((MappingNode) element.node()).getValue()) {
      Node key = tuple.getKeyNode();
      String name = key instanceof ScalarNode scalar ? scalar.getValue() : "?";
      Element entry = element.child(name, key, tuple.getValueNode());
      if (!key.getTag().equals(Tag.STR)) {
        entry.refuseKey(
            "a key is %s; allowed: a text (quote it)"
                .formatted(Element.root(key, element.problems()).found()));
      } else if (name.isEmpty()) {
        entry.refuseKey("a key is empty; allowed: a text of one character or more");
      } else if (name.equals("<<") && ((ScalarNode) key).isPlain()) {
        entry.refuseKey("merge keys are not supported; write the keys out");
      } else if (entries.containsKey(name)) {
        entry.refuseKey(
            "duplicate key; it stands in line %d already"
                .formatted(entries.get(name).where().getLine() + 1));
      } else {
        entries.put(name, entry);
      }
    }
    return new Section(element, entries);
  }

  Element element() {
    return element;
  }

  /** The entries in the file's order. */
  Map<String, Element> entries() {
    return entries;
  }

  Optional<Element> find(String key) {
    return Optional.ofNullable(entries.get(key));
  }

  /** The value of a key that must be there; reports it missing. */
  Optional<Element> require(String key, String allowed) {
    if (!entries.containsKey(key)) {
      element.refuseKey("the key " + key + " is missing; allowed: " + allowed);
    }
    return find(key);
  }

  /** Reports every key that is not one of these. */
  void allowOnly(Collection<String> keys) {
    entries.forEach(
        (key, entry) -> {
          if (!keys.contains(key)) {
            entry.refuseKey("unknown key; " + Choices.tell(key, keys));
          }
        });
  }

  /** Whether there is an entry; reports an empty map. */
  boolean hasEntries(String allowed) {
    if (((MappingNode) element.node()).getValue().isEmpty()) {
      element.refuse("found an empty map; allowed: " + allowed);
    }
    return !entries.isEmpty();
  }
}
