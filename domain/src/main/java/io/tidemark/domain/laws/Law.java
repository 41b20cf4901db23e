package io.tidemark.domain.laws;

/** What a merge rule has to keep to, so that the order of arrival decides nothing. */
public enum Law {
  /** No exception, no null. */
  TOTAL("total", "a value that check lets pass makes the rule fail"),
  /** The arguments stay as they are. */
  PURE("pure", "the rule changes its arguments; copy them first (deepCopy)"),
  /** What is returned is JSON that bytes keep. */
  JSON("JSON", "the rule returns what JSON does not keep"),
  /** Equal arguments, equal result. */
  DETERMINISTIC("deterministic", "the same writes in the same order give different results"),
  /** The order of writes that had not seen each other says nothing. */
  COMMUTATIVE("commutative", "the result depends on the order in which writes arrive"),
  /** What was applied before changes nothing. */
  IDEMPOTENT("idempotent", "an event that is applied again changes the state");

  private final String title;
  private final String broken;

  Law(String title, String broken) {
    this.title = title;
    this.broken = broken;
  }

  /** Its name in messages. */
  public String title() {
    return title;
  }

  /** What it means that it does not hold. */
  public String broken() {
    return broken;
  }
}
