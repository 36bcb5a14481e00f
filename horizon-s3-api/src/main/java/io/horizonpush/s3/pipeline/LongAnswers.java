package io.horizonpush.s3.pipeline;

import io.horizonpush.s3.filter.S3Response;
import io.horizonpush.s3.store.BodyMemory;
import io.horizonpush.s3.store.Content;
import io.horizonpush.s3.store.ContentReader;
import io.horizonpush.s3.store.Scratch;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Where long documents wait for the clients that they are sent to: in memory, as far as they have
 * room in a part of that for bodies, and let go of piece by piece; else on the disk. A page of a
 * list may have 6 MiB, and a client may take them as slowly as it likes, on as many connections as
 * it is allowed: whatever it does, it takes no memory that somebody else would need. Thread-safe.
 */
public final class LongAnswers {

  /** What is not longer stays as it is: so little that no number of connections makes it much. */
  private static final int SHORT = 16 << 10;

  /** They have this part of the memory for bodies. */
  private static final int PART = 8;

  private final BodyMemory memory;
  private final Scratch scratch;
  private final AtomicLong inMemory = new AtomicLong();

  public LongAnswers(BodyMemory memory, Scratch scratch) {
    this.memory = memory;
    this.scratch = scratch;
  }

  /**
   * The same answer, with what it holds of a document where that may wait. The one that is given is
   * not to be kept: it holds the whole document in memory.
   *
   * @throws io.horizonpush.s3.model.S3Exception {@code SlowDown} when there is no room for it
   */
  S3Response settle(S3Response answer) {
    List<ByteBuffer> document = new ArrayList<>();
    long length = 0;
    for (Content content : answer.body()) {
      if (!(content instanceof Content.Memory(ByteBuffer bytes))) {
        return answer;
      }
      document.add(bytes);
      length += bytes.remaining();
    }
    if (length <= SHORT) {
      return answer;
    }
    Optional<Content> kept = keep(document, length);
    List<Content> body = List.of(kept.isPresent() ? kept.get() : scratch.write(document));
    return new S3Response(answer.status(), answer.headers(), body, answer.length());
  }

  /** Keeps a document in memory, if there is room. */
  private Optional<Content> keep(List<ByteBuffer> document, long length) {
    BodyMemory.Share share = memory.share();
    if (inMemory.addAndGet(length) <= memory.limit() / PART && share.tryResize(length)) {
      return Optional.of(new Content.Streamed(new Waiting(document, length, share), length));
    }
    inMemory.addAndGet(-length);
    return Optional.empty();
  }

  /** A document in memory, of which is there what was not sent yet. Confined to one thread. */
  private final class Waiting implements ContentReader {

    private final Queue<ByteBuffer> pieces;
    private final BodyMemory.Share share;
    private long left;
    private int sent;

    Waiting(List<ByteBuffer> pieces, long length, BodyMemory.Share share) {
      this.pieces = new ArrayDeque<>(pieces);
      this.left = length;
      this.share = share;
    }

    @Override
    public Optional<ByteBuffer> next() {
      letGo(sent);
      Optional<ByteBuffer> piece = Optional.ofNullable(pieces.poll());
      sent = piece.map(ByteBuffer::remaining).orElse(0);
      return piece;
    }

    private void letGo(long bytes) {
      left -= bytes;
      inMemory.addAndGet(-bytes);
      share.tryResize(left);
    }

    @Override
    public void close() {
      pieces.clear();
      letGo(left);
      sent = 0;
    }
  }
}
