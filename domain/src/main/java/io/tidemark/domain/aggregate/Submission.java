package io.tidemark.domain.aggregate;

/**
 * An instruction on its way to its aggregate.
 *
 * @param aggregateId the aggregate's id
 * @param instruction what it is told
 */
public record Submission(String aggregateId, Instruction instruction) {}
