package io.horizonpush.fallback.origin;

import io.horizonpush.s3.model.ByteRange;
import java.io.InputStream;

/**
 * The bytes of one version of an object, whichever answers they come from: where one breaks off,
 * the next is asked for from that byte on, under the condition that the object is still the same.
 *
 * <p>A change of the object in between fails as changed: no byte of another version follows one of
 * this. Confined to one thread at a time.
 */
public final class ResumingBody extends InputStream {

  private final OriginReader reader;
  private final String key;
  private final Patience patience;
  private final OriginObject object;
  private final ByteRange range;
  private OriginBody current;
  private long taken;
  private long takenBefore;
  private int resumes;
  private int failed;
  private long waited;
  private long windowBegan;
  private boolean isSlow;
  private boolean isClosed;

  ResumingBody(OriginReader reader, String key, OriginBody first, Patience patience) {
    this.reader = reader;
    this.key = key;
    this.patience = patience;
    this.object = first.object();
    this.range = first.range();
    this.current = first;
  }

  /** The object that they are of, as the first answer describes it. */
  public OriginObject object() {
    return object;
  }

  /** Which of its bytes they are. */
  public ByteRange range() {
    return range;
  }

  /** How often it was gone on with. */
  public int resumes() {
    return resumes;
  }

  @Override
  public int read() {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  /**
   * @throws OriginException what the last attempt failed with, when patience ends; changed, when
   *     the object did
   */
  @Override
  public int read(byte[] into, int offset, int length) {
    while (true) {
      try {
        requireProgress();
        long begin = System.nanoTime();
        int read = current.read(into, offset, length);
        if (read > 0) {
          taken += read;
          reader.took(read);
          count(System.nanoTime() - begin);
        }
        return read;
      } catch (OriginException e) {
        resume(e);
      }
    }
  }

  /** Counts the time that was spent waiting, and not that which the reader took. */
  private void count(long nanos) {
    waited += nanos;
    if (waited < patience.window().toNanos()) {
      return;
    }
    isSlow = taken - windowBegan < patience.floor() * patience.window().toSeconds();
    waited = 0;
    windowBegan = taken;
  }

  private void requireProgress() {
    if (isSlow) {
      isSlow = false;
      throw new OriginException(
          new OriginFault.TimedOut(),
          "the body from the origin comes slower than %d bytes a second"
              .formatted(patience.floor()));
    }
  }

  private void resume(OriginException failure) {
    current.close();
    reader.broke(failure);
    OriginException last = failure;
    // What brought more than a trickle begins to count anew.
    failed = taken - takenBefore > patience.floor() ? 1 : failed + 1;
    takenBefore = taken;
    while (true) {
      boolean isOver = failed >= patience.attempts() || resumes >= patience.resumes();
      if (isOver || !last.fault().isPassing()) {
        throw last;
      }
      reader.pause(failed, last);
      reader.admit();
      resumes++;
      try {
        current =
            reader.reopen(
                key, new ByteRange(range.offset() + taken, range.length() - taken), object.tag());
        return;
      } catch (OriginException e) {
        last = e;
        failed++;
      }
    }
  }

  @Override
  public void close() {
    current.close();
    if (!isClosed) {
      isClosed = true;
      reader.leave(range.length() - taken);
    }
  }
}
