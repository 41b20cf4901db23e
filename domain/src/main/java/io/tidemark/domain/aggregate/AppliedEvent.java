package io.tidemark.domain.aggregate;

import io.tidemark.domain.envelope.Event;

/**
 * An event of an aggregate's history.
 *
 * @param version the version that it brought about: its place in the order of application, from 1
 * @param event the event
 */
public record AppliedEvent(long version, Event event) {}
