package io.tidemark.persistence.serialization;

import com.fasterxml.jackson.databind.JsonNode;

/** An aggregate's saved state: a tree, so that it may be written while the aggregate goes on. */
public record StateSnapshot(JsonNode tree) {}
