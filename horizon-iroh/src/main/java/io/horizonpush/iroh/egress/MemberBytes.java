package io.horizonpush.iroh.egress;

import io.horizonpush.iroh.net.PeerException;
import io.horizonpush.iroh.net.PeerStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Optional;

/**
 * Bytes that a member sends, frame by frame as they are read: it sends no faster than that. They
 * are as many as were asked for, or break off. Confined to one thread at a time.
 */
final class MemberBytes extends InputStream {

  /** A member that sends nothing for so long is given up. */
  private static final Duration SENDS_WITHIN = Duration.ofSeconds(5);

  private final PeerStream stream;
  private final long length;
  private byte[] piece = new byte[0];
  private int at;
  private long taken;

  /**
   * @param stream behind the answer, and closed with this
   */
  MemberBytes(PeerStream stream, long length) {
    this.stream = stream;
    this.length = length;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] into, int offset, int wanted) throws IOException {
    if (wanted == 0) {
      return 0;
    }
    while (at == piece.length) {
      if (taken == length) {
        return -1;
      }
      piece = next();
      at = 0;
    }
    int read = Math.min(wanted, piece.length - at);
    System.arraycopy(piece, at, into, offset, read);
    at += read;
    return read;
  }

  private byte[] next() throws IOException {
    Optional<byte[]> next;
    try {
      next = stream.receive(EgressAnswer.PIECE, SENDS_WITHIN);
    } catch (PeerException e) {
      throw new IOException("A member broke off after %d of %d bytes".formatted(taken, length), e);
    }
    byte[] frame =
        next.orElseThrow(
            () -> new IOException("A member ended after %d of %d bytes".formatted(taken, length)));
    if (frame.length == 0 || taken + frame.length > length) {
      throw new IOException("A member sends other bytes than were asked for");
    }
    taken += frame.length;
    return frame;
  }

  @Override
  public void close() {
    stream.close();
  }
}
