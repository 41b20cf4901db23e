-- Nothing is tagged, and nothing reads the journal across aggregates: an index of all rows by the
-- order of their insertion would only make each of them dearer.
drop table event_tag;
drop index event_journal_ordering_idx;
