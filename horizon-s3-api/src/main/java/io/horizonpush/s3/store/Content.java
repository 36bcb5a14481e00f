package io.horizonpush.s3.store;

import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Bytes that can be sent to a client: in memory, in a file that the kernel can send by itself,
 * arriving, or not opened yet.
 */
public sealed interface Content extends AutoCloseable {

  /** The number of bytes; negative where it is not known yet. */
  long length();

  /** Where the bytes come from, as far as that is known before they are read. */
  default Source source() {
    return Source.LOCAL;
  }

  /** Reads the bytes piece by piece. Call once, and close the reader before the content. */
  ContentReader reader();

  /** Gives back the file or the stream behind the bytes. Idempotent. */
  @Override
  void close();

  /** Bytes in memory. */
  record Memory(ByteBuffer bytes) implements Content {

    @Override
    public long length() {
      return bytes.remaining();
    }

    @Override
    public ContentReader reader() {
      ByteBuffer rest = bytes.duplicate();
      return () -> {
        ByteBuffer piece = rest.slice();
        rest.position(rest.limit());
        return piece.hasRemaining() ? Optional.of(piece) : Optional.empty();
      };
    }

    @Override
    public void close() {}
  }

  /**
   * A file that is open until this is closed, perhaps for others too.
   *
   * <p>Thread-safe.
   */
  interface OpenFile extends AutoCloseable {

    /** To read at positions; nobody but its owner closes it. */
    FileChannel channel();

    /** The same file for somebody else, who closes it. */
    OpenFile again();

    /** Lets go of the file. Idempotent. */
    @Override
    void close();
  }

  /**
   * A slice of an open file. The file may be unlinked meanwhile; the slice stays readable until it
   * is closed.
   *
   * @param offset of the first byte in the file
   */
  record FileSlice(OpenFile file, long offset, long length) implements Content {

    @Override
    public ContentReader reader() {
      return new FileSliceReader(this);
    }

    @Override
    public void close() {
      file.close();
    }
  }

  /**
   * Bytes that arrive from elsewhere while they are sent.
   *
   * @param length negative where it is not known yet
   * @param source where they arrive from
   */
  record Streamed(ContentReader reader, long length, Source source) implements Content {

    /** Bytes that arrive from this node itself. */
    public Streamed(ContentReader reader, long length) {
      this(reader, length, Source.LOCAL);
    }

    /** Bytes whose number turns out when they end. */
    public static Streamed ofUnknownLength(ContentReader reader) {
      return new Streamed(reader, -1);
    }

    @Override
    public void close() {
      reader.close();
    }
  }

  /**
   * Bytes that are kept from being dropped but opened only when their turn comes, so that an object
   * of ten thousand parts does not hold ten thousand files.
   *
   * @param opening opens them; whoever calls it closes the result
   * @param release lets go of them; called at least once
   */
  record Deferred(long length, Supplier<Content> opening, Runnable release) implements Content {

    @Override
    public ContentReader reader() {
      Content opened = opening.get();
      ContentReader pieces = opened.reader();
      return new ContentReader() {
        @Override
        public Optional<ByteBuffer> next() {
          return pieces.next();
        }

        @Override
        public boolean isReady() {
          return pieces.isReady();
        }

        @Override
        public void close() {
          opened.close();
        }
      };
    }

    @Override
    public void close() {
      release.run();
    }
  }

  /**
   * Contents one behind the other, each opened when its turn comes.
   *
   * @param release lets go of what they share; called at least once
   * @param source where they come from
   */
  record Sequence(List<Deferred> parts, Runnable release, Source source) implements Content {

    public Sequence {
      parts = List.copyOf(parts);
    }

    /** Contents that this node has itself. */
    public Sequence(List<Deferred> parts, Runnable release) {
      this(parts, release, Source.LOCAL);
    }

    @Override
    public long length() {
      return parts.stream().mapToLong(Content::length).sum();
    }

    @Override
    public ContentReader reader() {
      return new SequenceReader(parts);
    }

    @Override
    public void close() {
      parts.forEach(Deferred::close);
      release.run();
    }
  }
}
