package io.horizonpush.fallback.origin;

import io.horizonpush.s3.model.ByteRange;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.http.HttpTimeoutException;
import java.util.Locale;

/**
 * The bytes of a range of an object, pulled from its origin. Nothing is buffered here, so that an
 * origin is read as fast as its reader reads.
 *
 * <p>It has exactly {@link #range} bytes: one that breaks off before fails, and none ends early as
 * if it were whole. Closing it before its end breaks the connection off, and does not read the
 * rest.
 *
 * <p>Confined to one thread at a time.
 */
public final class OriginBody extends InputStream {

  private final OriginObject object;
  private final ByteRange range;
  private final InputStream bytes;
  private final Runnable abort;
  private long taken;
  private boolean isClosed;

  /**
   * @param bytes as they come
   * @param abort breaks the connection off without reading on
   */
  public OriginBody(OriginObject object, ByteRange range, InputStream bytes, Runnable abort) {
    this.object = object;
    this.range = range;
    this.bytes = bytes;
    this.abort = abort;
  }

  /** The object that they are of, as the answer that carries them describes it. */
  public OriginObject object() {
    return object;
  }

  /** Which of its bytes they are. */
  public ByteRange range() {
    return range;
  }

  @Override
  public int read() {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  /**
   * @throws OriginException broken, when the body breaks off or ends early; timed out, when the
   *     origin sends nothing
   */
  @Override
  public int read(byte[] into, int offset, int length) {
    long left = range.length() - taken;
    if (left == 0) {
      return -1;
    }
    if (isClosed) {
      throw broken("was closed");
    }
    int read;
    try {
      read = bytes.read(into, offset, (int) Math.min(length, left));
    } catch (InterruptedIOException | HttpTimeoutException e) {
      throw new OriginException(
          new OriginFault.TimedOut(),
          "the origin sent nothing for too long, after %d of %d bytes"
              .formatted(taken, range.length()));
    } catch (IOException e) {
      throw broken("broke off");
    } catch (RuntimeException e) {
      throw broken("does not match its checksum, or broke off,"); // An SDK checks it as it goes.
    }
    if (read < 0) {
      throw broken("ended");
    }
    taken += read;
    return read;
  }

  @Override
  public void close() {
    if (isClosed) {
      return;
    }
    isClosed = true;
    if (taken < range.length()) {
      abort.run();
      return;
    }
    try {
      bytes.close();
    } catch (IOException e) {
      abort.run(); // All that was asked for is here; the connection is no good any more.
    }
  }

  private OriginException broken(String how) {
    return OriginException.broken(
        String.format(
            Locale.ROOT,
            "the body from the origin %s after %d of %d bytes",
            how,
            taken,
            range.length()));
  }
}
