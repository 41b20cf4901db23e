package io.tidemark.persistence.operations;

import java.time.Duration;

/**
 * What of one aggregate type waits for someone or something.
 *
 * @param gaps open gaps on record
 * @param oldest since how long the oldest of them is open; zero without any
 * @param waiting how many events wait behind them, by the last record of each
 * @param deadLetters dead letters that were neither applied nor given up
 */
public record OpenMatters(long gaps, Duration oldest, long waiting, long deadLetters) {
  /** Nothing at all. */
  public static final OpenMatters NONE = new OpenMatters(0, Duration.ZERO, 0, 0);
}
