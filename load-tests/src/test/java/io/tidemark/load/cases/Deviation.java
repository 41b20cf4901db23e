package io.tidemark.load.cases;

/**
 * A published history whose outcome here is another one, by choice. {@code docs/merging.md} lists
 * the same ones.
 *
 * @param history the history's id
 * @param state the state concerned
 * @param published the value there, as JSON
 * @param here the value here, as JSON
 * @param reason why
 */
record Deviation(String history, String state, String published, String here, String reason) {}
