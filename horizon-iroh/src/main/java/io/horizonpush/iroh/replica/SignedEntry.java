package io.horizonpush.iroh.replica;

import io.horizonpush.s3.model.BlobHash;
import io.horizonpush.s3.model.WriterId;
import java.util.Arrays;

/**
 * An entry of a document as its author signed it: what travels from node to node.
 *
 * @param size of the manifest in bytes, at least 1
 * @param time when its author wrote it, by its own clock, in microseconds since 1970
 * @param signatures that of the document's key and that of its author, 64 bytes each
 */
public record SignedEntry(
    DocumentKey key,
    WriterId author,
    BlobHash manifest,
    long size,
    long time,
    Signatures signatures) {

  /** Two signatures over the same entry, as iroh-docs makes them. */
  public static final class Signatures {

    /** The length of each in bytes. */
    public static final int LENGTH = 64;

    private final byte[] document;
    private final byte[] author;

    /**
     * @throws IllegalArgumentException if one has another length
     */
    public Signatures(byte[] document, byte[] author) {
      if (document.length != LENGTH || author.length != LENGTH) {
        throw new IllegalArgumentException("A signature has " + LENGTH + " bytes");
      }
      this.document = document.clone();
      this.author = author.clone();
    }

    /** A copy of the document's. */
    public byte[] document() {
      return document.clone();
    }

    /** A copy of the author's. */
    public byte[] author() {
      return author.clone();
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Signatures that
          && Arrays.equals(document, that.document)
          && Arrays.equals(author, that.author);
    }

    @Override
    public int hashCode() {
      return 31 * Arrays.hashCode(document) + Arrays.hashCode(author);
    }
  }
}
