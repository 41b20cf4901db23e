package io.tidemark.domain.laws;

/** One call of a rule showed that a law does not hold. */
final class BrokenLaw extends Exception {
  private static final long serialVersionUID = 1L;

  private final Law law;

  BrokenLaw(Law law, String detail) {
    super(detail, null, false, false);
    this.law = law;
  }

  Law law() {
    return law;
  }
}
