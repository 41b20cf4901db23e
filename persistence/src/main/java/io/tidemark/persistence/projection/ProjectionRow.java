package io.tidemark.persistence.projection;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * One version of one aggregate, as its ECST event carries it.
 *
 * @param id the aggregate's id
 * @param version the number of events applied, 0 or more
 * @param deleted whether the aggregate is deleted; its columns are then null
 * @param state the state's JSON; may be null or JSON null when deleted
 */
public record ProjectionRow(String id, long version, boolean deleted, JsonNode state) {}
