package io.horizonpush.node.admin;

import io.horizonpush.iroh.index.TransferRecord.Direction;
import io.horizonpush.iroh.index.TransferRecord.Purpose;
import io.horizonpush.iroh.index.TransferRecord.State;
import io.horizonpush.iroh.index.TransferRecord.Way;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Bytes that come from other members for one purpose, or go to them.
 *
 * @param direction which way they go
 * @param bucket its name when the transfer began
 * @param key of the object that is read; else with what the keys of objects begin
 * @param why it ended otherwise than it should
 * @param objects that were looked at
 * @param blobs that were fetched
 * @param size of all that is to be here in the end in bytes, as far as that is known
 * @param done what of it is here
 * @param came bytes from other members, or to them
 * @param local bytes that were here already, or came for another purpose
 * @param saved bytes that an overwritten object has in the same place, and that did not come
 * @param resent bytes that came although they were here
 * @param unavailable blobs that no member gave
 * @param rate bytes a second of late; nothing where it does not run
 * @param left how long the rest takes at that rate; nothing where that cannot be told
 */
public record TransferReport(
    long id,
    Purpose purpose,
    Direction direction,
    String bucket,
    String key,
    State state,
    Optional<String> why,
    Instant begun,
    Optional<Instant> ended,
    long objects,
    long blobs,
    long size,
    long done,
    long came,
    long local,
    long saved,
    long resent,
    long unavailable,
    OptionalLong rate,
    Optional<Duration> left,
    List<Source> sources)
    implements EventValue {

  public TransferReport {
    sources = List.copyOf(sources);
  }

  /** A member that gave or took some of it, and how it was reached. */
  public record Source(String node, Way way, long bytes) {}
}
