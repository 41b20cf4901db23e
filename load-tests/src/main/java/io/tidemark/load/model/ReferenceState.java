package io.tidemark.load.model;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.SortedMap;

/**
 * What an aggregate must look like once all its events have arrived.
 *
 * @param version how many distinct events it has taken in
 * @param vector the highest number taken in of each source; how many, where there are no numbers
 * @param latest the latest effective time; null before the first event
 * @param deleted whether it was deleted and not written since
 * @param state every declared field
 */
public record ReferenceState(
    long version,
    SortedMap<String, Long> vector,
    Reading latest,
    boolean deleted,
    ObjectNode state) {}
