package io.tidemark.domain.merge.custom;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/**
 * A merge rule of your own: how one field comes to its value when several writers apply values to
 * it. In the aggregates file:
 *
 * <pre>{@code
 * state:
 *   address: { merge: custom, class: com.example.PriorityAddress }
 * events:
 *   com.example.AddressGiven: [ { apply: { address: /address } } ]
 * }</pre>
 *
 * <p>The field's state is a fold: {@link #apply} takes one write after the other into it. Writes
 * reach an aggregate in no particular order, so the fold has to come to the same state in all of
 * them. What is promised: the writes of one source come in their order, and an event that carries a
 * consistency token comes after what its writer had observed. Nothing else is: neither the order of
 * the clock, nor that of two sources. What is asked, the <b>laws</b>:
 *
 * <ol>
 *   <li><b>Commutative</b>: writes of different sources that had not seen each other give an equal
 *       state, and value, in every order.
 *   <li><b>Idempotent by identity</b>: a write that was applied before ({@link CustomWrite#order}
 *       says so) changes nothing. Tidemark gives each write once; the law is what makes a state
 *       safe to refold from any part of its history.
 *   <li><b>Deterministic and pure</b>: the result depends on the arguments alone. No clock, no
 *       chance, no field that changes, no order of a hash table's entries; the arguments stay as
 *       they are (a container is copied, {@link JsonNode#deepCopy}, before it is changed); and the
 *       state is JSON: written to bytes and read back it is equal. Numbers are exact: {@link
 *       java.math.BigDecimal}, {@link java.math.BigInteger}, {@code long}, never {@code double}.
 *   <li><b>Total</b>: no exception from {@link #apply} or {@link #value}, and no null, for values
 *       that {@link #check} lets pass.
 * </ol>
 *
 * <p>Two states are equal when they are the same JSON: neither the order of an object's members nor
 * the way a number is written (1.10 and 1.1) counts. Whatever a rule gets or returns is brought
 * into one form ({@link CustomRules#normalize}), so {@link JsonNode#equals} tells whether two are
 * equal.
 *
 * <p>{@code ./tidemark check --aggregates FILE} searches for a history that breaks a law and prints
 * the smallest it finds; {@code io.tidemark.domain.laws.LawChecker} does so in a test. Total orders
 * help most: an extreme by {@link CustomWrite#compareTo} is commutative and idempotent.
 *
 * <p>The class is public and has a public constructor without arguments. One instance serves all
 * aggregates of a type, from several threads at once.
 *
 * @see <a href="https://inria.hal.science/inria-00555588">Shapiro et al.: A comprehensive study of
 *     Convergent and Commutative Replicated Data Types, 2011, 2.3: what commutative operations that
 *     are delivered in causal order are enough for</a>
 */
public interface CustomRule {

  /**
   * Refuses a value that this rule cannot take. The event then becomes a dead letter with the
   * message as its reason, and its source's later events of that aggregate wait behind it. Depends
   * on nothing but the value.
   *
   * @param value any JSON value, JSON null included, in the form that {@link CustomWrite#value}
   *     has; never null, and not to be changed
   * @throws IllegalArgumentException when the rule cannot take the value; the message is for
   *     people: what it takes, and what it got
   */
  default void check(JsonNode value) {}

  /**
   * The state after one more write. Pure; see the laws above.
   *
   * @param current the state so far, as an earlier call returned it; null before the first write.
   *     Not to be changed: copy first
   * @param write the write; its value has passed {@link #check}. Not to be changed
   * @return the new state, or {@code current} itself when nothing changes; any JSON value, never
   *     null. It may hold more than is shown: {@link #value} says what is
   */
  JsonNode apply(JsonNode current, CustomWrite write);

  /**
   * What is shown of the state: in queries, projections and announcements. Before the first write
   * the field shows as null without asking. Pure.
   *
   * @param current the state, never null, and not to be changed
   * @return any JSON value, never null
   */
  default JsonNode value(JsonNode current) {
    return current;
  }

  /**
   * Typical values, for the search for broken laws: it tries them, their parts and values of their
   * shape beside its own. A rule whose {@link #check} is strict has to give some, best two or three
   * that differ in what the rule compares, and two that are equal in it.
   *
   * @return values that {@link #check} lets pass
   */
  default List<JsonNode> examples() {
    return List.of();
  }
}
