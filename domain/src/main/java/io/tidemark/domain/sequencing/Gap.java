package io.tidemark.domain.sequencing;

import java.time.Instant;

/**
 * A run of missing numbers of one source, with later ones already there.
 *
 * @param source the writer
 * @param from the first missing number
 * @param to the last missing number; below {@code from} when only the first number is undecided
 * @param since when a later number first arrived
 * @param undecidedStart whether this is the wait for a topic's first number ({@code start: first})
 */
public record Gap(String source, long from, long to, Instant since, boolean undecidedStart) {}
