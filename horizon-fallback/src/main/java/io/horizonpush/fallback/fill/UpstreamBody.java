package io.horizonpush.fallback.fill;

import io.horizonpush.fallback.origin.OriginException;
import io.horizonpush.fallback.origin.OriginObject;
import io.horizonpush.s3.model.ByteRange;
import io.horizonpush.s3.store.MemberOrigins;
import io.horizonpush.s3.store.Source;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Bytes of an object at an origin as they come: from a member that fetches them, and from the
 * origin itself where that one leaves. Confined to one thread at a time.
 */
final class UpstreamBody extends InputStream {

  private static final Logger LOG = LoggerFactory.getLogger(UpstreamBody.class);

  private static final Permits.Permit NONE = () -> {};

  private final Upstream upstream;
  private final ByteRange range;
  private final OwnRequests requests;
  private InputStream current;
  private Permits.@Nullable Permit permit;
  private Optional<OriginObject> object = Optional.empty();
  private boolean counts = true;
  private long taken;

  private UpstreamBody(
      Upstream upstream, ByteRange range, OwnRequests requests, InputStream begun) {
    this.upstream = upstream;
    this.range = range;
    this.requests = requests;
    this.current = begun;
  }

  /** Bytes that a member sends. */
  static UpstreamBody byMember(
      Upstream upstream, ByteRange range, MemberOrigins.Body body, OwnRequests requests) {
    return new UpstreamBody(upstream, range, requests, body.bytes());
  }

  /** Bytes that the origin sends. */
  static UpstreamBody itself(Upstream upstream, ByteRange range, OwnRequests requests) {
    return begun(upstream, range, requests.open(upstream, range), requests);
  }

  /** Bytes that the origin sends already. */
  static UpstreamBody begun(
      Upstream upstream, ByteRange range, OwnRequests.Running running, OwnRequests requests) {
    UpstreamBody body = new UpstreamBody(upstream, range, requests, InputStream.nullInputStream());
    body.take(running);
    return body;
  }

  static void close(MemberOrigins.Body body) {
    try {
      body.bytes().close();
    } catch (IOException e) {
      LOG.debug("What a member sends could not be closed", e);
    }
  }

  /**
   * What its bytes are held against, where they are all of the object, whether they were read
   * before or not. A member has done that with what it sends.
   */
  BodyCheck check() {
    return object
        .filter(_ -> upstream.isWhole(range))
        .map(BodyCheck::of)
        .orElseGet(BodyCheck::none);
  }

  /** Where its bytes come from now. */
  Source source() {
    return permit == null ? Source.PEER : upstream.origin().source();
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  /**
   * @throws OriginException when neither a member nor the origin sends them
   */
  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    int read;
    try {
      read = current.read(into, offset, length);
    } catch (IOException e) {
      if (permit != null) {
        throw e;
      }
      LOG.debug("A member left; the rest comes from the origin", e);
      closeCurrent();
      take(requests.open(upstream, new ByteRange(range.offset() + taken, range.length() - taken)));
      read = current.read(into, offset, length);
    }
    taken += Math.max(read, 0);
    return read;
  }

  private void take(OwnRequests.Running running) {
    current = running.body();
    object = Optional.of(running.body().object());
    permit = running.permit();
    if (!counts) {
      countNoMore();
    }
  }

  /** Lets others come in its place, from now on: it goes at the pace of its client. */
  void countNoMore() {
    counts = false;
    Permits.Permit held = permit;
    if (held != null) {
      permit = NONE;
      held.close();
    }
  }

  @Override
  public void close() {
    Permits.Permit held = permit;
    permit = null;
    closeCurrent();
    if (held != null) {
      held.close();
    }
  }

  private void closeCurrent() {
    try {
      current.close();
    } catch (IOException e) {
      LOG.debug("Bytes of an object could not be closed", e);
    }
  }
}
