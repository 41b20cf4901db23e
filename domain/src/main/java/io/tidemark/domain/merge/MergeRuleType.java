package io.tidemark.domain.merge;

import io.tidemark.domain.definition.FieldDefinition;
import io.tidemark.domain.definition.Operation.Verb;
import java.util.Set;

/**
 * A kind of merge rule: its name in the aggregates file, what the file may say of it, and how a
 * field gets one.
 *
 * @param name as in {@code merge: NAME}
 * @param verbs the operations it takes
 * @param options the keys that may stand beside {@code merge}: order, limit, value, class
 * @param required the options that must stand there
 * @param factory makes the rule of one field
 */
public record MergeRuleType(
    String name, Set<Verb> verbs, Set<String> options, Set<String> required, Factory factory) {

  /** Makes the rule that a field declares. */
  public interface Factory {
    MergeRule create(FieldDefinition field);
  }

  public MergeRuleType {
    verbs = Set.copyOf(verbs);
    options = Set.copyOf(options);
    required = Set.copyOf(required);
  }
}
