package io.tidemark.domain.clock;

/**
 * A token and the aggregate that it is of. As a text it is base64url of a format byte, a byte of
 * flags, the clock, type and id of the aggregate, and each source with its number, in
 * variable-length integers: about 15 bytes and the names.
 *
 * @param type the aggregate's type; null when the token does not say whose it is
 * @param id the aggregate's id; null likewise
 * @param token what was seen of it
 */
public record AggregateToken(String type, String id, ConsistencyToken token) {

  /** Whether it says whose it is. */
  public boolean isNamed() {
    return type != null;
  }

  /**
   * Reads a token.
   *
   * @throws IllegalArgumentException when the text is not one
   */
  public static AggregateToken decode(String text) {
    return TokenFormat.decode(text);
  }
}
