package io.horizonpush.iroh.replica;

import io.horizonpush.s3.model.BlobHash;
import io.horizonpush.s3.model.WriterId;

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
  public record Signatures(byte[] document, byte[] author) {

    /** The length of each in bytes. */
    public static final int LENGTH = 64;

    /** Throws IllegalArgumentException if one has another length. */
    public Signatures {
      if (document.length != LENGTH || author.length != LENGTH) {
        throw new IllegalArgumentException("A signature has " + LENGTH + " bytes");
      }
    }
  }
}
