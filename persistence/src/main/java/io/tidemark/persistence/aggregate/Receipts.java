package io.tidemark.persistence.aggregate;

import io.tidemark.domain.aggregate.Receipt;
import java.util.List;

/** What came of many submissions, in their order. */
public record Receipts(List<Receipt> receipts) {}
