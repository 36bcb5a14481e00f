package io.horizonpush.fallback.fill;

import io.horizonpush.fallback.origin.KnownOrigins.KnownOrigin;
import io.horizonpush.fallback.origin.OriginException;
import io.horizonpush.fallback.origin.ResumingBody;
import io.horizonpush.s3.model.ByteRange;
import io.horizonpush.s3.model.OriginId;
import io.horizonpush.s3.store.MemberOrigins;
import io.horizonpush.s3.store.MemberOrigins.Turn;
import io.horizonpush.s3.store.PinnedObject;
import java.util.Optional;

/**
 * Bytes of an object at an origin, pinned to one version of it.
 *
 * @param members that may be fetching the same
 * @param key there
 * @param start of the bytes in the object
 * @param length of the bytes
 * @param size of the object
 */
record Upstream(
    KnownOrigin origin,
    MemberOrigins members,
    PinnedObject object,
    String key,
    long start,
    long length,
    long size) {

  String name() {
    return origin.name();
  }

  OriginId id() {
    return object.origin();
  }

  String tag() {
    return object.tag();
  }

  /** Whether a range of the bytes is the whole object. */
  boolean isWhole(ByteRange range) {
    return range.length() == size;
  }

  /**
   * Opens a range of the bytes: as the member whose turn it is has it from there, or with a request
   * of its own. Who waits for a member holds no permit: members may wait for each other.
   *
   * @throws OriginException as {@link #openItself}
   */
  UpstreamBody open(ByteRange range, OwnRequests requests) {
    return requests
        .begun(this, range)
        .map(running -> UpstreamBody.begun(this, range, running, requests))
        .or(() -> byMember(range).map(bytes -> UpstreamBody.byMember(this, range, bytes, requests)))
        .orElseGet(() -> UpstreamBody.itself(this, range, requests));
  }

  private Optional<MemberOrigins.Body> byMember(ByteRange range) {
    if (!origin.isOwn()) {
      return Optional.empty(); // Whatever is read there comes by members.
    }
    Optional<MemberOrigins.Body> opened = members.open(object, asked(range), Turn.WHOEVER_HAS_IT);
    Optional<MemberOrigins.Body> fitting =
        opened.filter(body -> body.size() == size && body.length() == range.length());
    if (fitting.isEmpty()) {
      opened.ifPresent(UpstreamBody::close);
    }
    return fitting;
  }

  /**
   * Opens a range of the bytes, with a request of its own. An answer that does not fit what is
   * known of the object is asked for once more.
   *
   * @throws OriginException as {@link io.horizonpush.fallback.origin.OriginReader#open}
   */
  ResumingBody openItself(ByteRange range) {
    return fitting(range)
        .or(() -> fitting(range))
        .orElseThrow(
            () -> OriginException.broken("the origin told another length of the object before"));
  }

  private Optional<ByteRange> asked(ByteRange range) {
    return isWhole(range)
        ? Optional.empty()
        : Optional.of(new ByteRange(start + range.offset(), range.length()));
  }

  private Optional<ResumingBody> fitting(ByteRange range) {
    ResumingBody body = origin.reader().open(key, asked(range), Optional.of(tag()));
    if (body.object().size() == size && body.range().length() == range.length()) {
      return Optional.of(body);
    }
    body.close();
    return Optional.empty();
  }
}
