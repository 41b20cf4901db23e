package io.tidemark.app.scaling;

/**
 * How many nodes would be of use, and why.
 *
 * @param nodes how many there are
 * @param wanted how many there should be
 * @param usefulMaximum beyond which one more would have nothing to do
 * @param lag records that are not done with
 * @param workable of these, what more nodes could work off
 * @param stuck of these, what stands in partitions that do not move
 * @param database of these, what waits for the database
 */
public record Advice(
    int nodes, int wanted, int usefulMaximum, long lag, long workable, long stuck, long database) {}
