package io.horizonpush.s3.model;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.zip.CRC32C;

/** The bytes of a version: inside its record when small, in blobs, only at an origin, or gone. */
public sealed interface ObjectBody {

  /** The number of bytes. */
  long length();

  /** The parts of a body in blobs; none of any other. */
  default List<Part> parts() {
    return List.of();
  }

  /**
   * A body small enough to live in the record.
   *
   * @param crc32c of the bytes when they were written; see {@link #isSound}
   */
  record Inline(ByteBuffer bytes, int crc32c) implements ObjectBody {

    /** A body without bytes. */
    public static final Inline EMPTY = of(ByteBuffer.allocate(0));

    public Inline {
      bytes = bytes.asReadOnlyBuffer();
    }

    /** A body that is written now. */
    public static Inline of(ByteBuffer bytes) {
      return new Inline(bytes, crc32c(bytes));
    }

    /** The bytes, with a position of their own. */
    @Override
    public ByteBuffer bytes() {
      return bytes.duplicate();
    }

    @Override
    public long length() {
      return bytes.remaining();
    }

    /** Whether the bytes are still the ones that were written. */
    public boolean isSound() {
      return crc32c(bytes) == crc32c;
    }

    private static int crc32c(ByteBuffer bytes) {
      CRC32C crc = new CRC32C();
      crc.update(bytes.duplicate());
      return (int) crc.getValue();
    }
  }

  /** A body of one blob, or of one for each part of a multipart upload, in order. */
  record Blobs(List<Part> parts) implements ObjectBody {

    public Blobs {
      parts = List.copyOf(parts);
    }

    @Override
    public long length() {
      return parts.stream().mapToLong(Part::length).sum();
    }
  }

  /**
   * Bytes that no node has hashed yet: they are at an origin.
   *
   * @param key of the object there
   * @param tag its entity tag or generation, which changes with the bytes
   */
  record Remote(OriginId origin, String key, String tag, long length) implements ObjectBody {}

  /** Bytes that are gone, because the version was removed by its id. */
  record Dropped(long length) implements ObjectBody {}

  /**
   * A body of a kind that only newer nodes know. A version that has one is foreign.
   *
   * @param kind its number
   * @param payload its content, encoded
   */
  record Unknown(int kind, long length, ByteBuffer payload) implements ObjectBody {

    public Unknown {
      payload = payload.asReadOnlyBuffer();
    }

    /** The content, with a position of its own. */
    @Override
    public ByteBuffer payload() {
      return payload.duplicate();
    }
  }

  /**
   * A run of an object's bytes that is one blob.
   *
   * @param number the part number of the upload that made it, 1 for a body stored by one PUT
   * @param blobLength the length of the blob in bytes: that of what is stored
   * @param length in bytes of what a client sent
   * @param checksums as verified when the part arrived
   */
  record Part(int number, BlobHash blob, long blobLength, long length, List<Checksum> checksums) {

    /** The largest number of a part, and of parts. */
    public static final int MAX_NUMBER = 10_000;

    public Part {
      checksums = List.copyOf(checksums);
    }

    /** A part whose blob is what the client sent. */
    public static Part plain(int number, BlobHash blob, long length, List<Checksum> checksums) {
      return new Part(number, blob, length, length, checksums);
    }
  }
}
