package io.horizonpush.s3.model;

import java.nio.ByteBuffer;
import java.util.List;

/** The bytes of an object: inside its record when small, else in blobs. */
public sealed interface ObjectBody {

  /** The number of bytes. */
  long length();

  /** A body small enough to live in the record. */
  record Inline(ByteBuffer bytes) implements ObjectBody {

    /** A body without bytes. */
    public static final Inline EMPTY = new Inline(ByteBuffer.allocate(0));

    public Inline {
      bytes = bytes.asReadOnlyBuffer();
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
   * A run of an object's bytes that is one blob.
   *
   * @param number the part number of the upload that made it, 1 for a body stored by one PUT
   * @param length in bytes
   * @param checksums as verified when the part arrived
   */
  record Part(int number, BlobHash blob, long length, List<Checksum> checksums) {

    public Part {
      checksums = List.copyOf(checksums);
    }
  }
}
