package io.tidemark.domain.merge;

/** A custom rule broke its word: it threw, or returned what is no JSON. */
public final class RuleFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  RuleFailure(String message, Throwable cause) {
    super(message, cause, false, false);
  }
}
