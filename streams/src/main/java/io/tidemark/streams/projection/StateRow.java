package io.tidemark.streams.projection;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * What a projection needs of one ECST event.
 *
 * @param id the aggregate's id
 * @param version the number of events applied, 0 or more
 * @param deleted whether the aggregate is deleted
 * @param state the state's JSON; JSON null when the event carries none
 */
public record StateRow(String id, long version, boolean deleted, JsonNode state) {}
