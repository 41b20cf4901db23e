package io.tidemark.domain.aggregate;

import io.tidemark.domain.ecst.CarriedState;
import io.tidemark.domain.sequencing.Gap;
import java.util.List;
import java.util.Optional;

/**
 * An aggregate's word that what it was given is durable.
 *
 * @param announcement what to announce before the input's offset is committed
 * @param rejected what becomes a dead letter
 * @param duplicates how many events had been seen before
 * @param ignored how many came too late, where the file ignores these
 * @param settled the ids of dead letters that are none any longer
 * @param tally what else was counted
 * @param gaps the open gaps, when they may differ from those last reported
 */
public record Receipt(
    Optional<CarriedState> announcement,
    List<Decision.Rejection> rejected,
    int duplicates,
    int ignored,
    List<String> settled,
    Tally tally,
    Optional<List<Gap>> gaps) {}
