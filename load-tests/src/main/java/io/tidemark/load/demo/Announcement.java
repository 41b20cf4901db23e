package io.tidemark.load.demo;

/**
 * The latest that was announced of one aggregate.
 *
 * @param version its version
 * @param value the ECST event's JSON
 * @param tombstone whether a tombstone followed
 */
public record Announcement(long version, byte[] value, boolean tombstone) {}
