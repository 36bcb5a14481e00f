package io.horizonpush.iroh.share;

import io.horizonpush.iroh.codec.CborWriter;
import io.horizonpush.iroh.net.NodeId;
import io.horizonpush.s3.model.BucketId;
import io.horizonpush.s3.model.WriterId;

/**
 * What a node agrees to that joins a bucket: what both of its signatures are over.
 *
 * @param admitter the member that it joins at
 * @param joiner the node that joins
 * @param author as whom it will write
 */
public record JoinTerms(
    BucketId bucket,
    ShareId share,
    NodeId admitter,
    NodeId joiner,
    WriterId author,
    Nonces nonces) {

  private static final String DOMAIN = "horizonpush join 1";

  /** Random bytes of both nodes, 16 each: no signature is that of another joining. */
  public record Nonces(Octets admitter, Octets joiner) {

    /** The length of each in bytes. */
    public static final int LENGTH = 16;

    /** Throws IllegalArgumentException if one has another length. */
    public Nonces {
      if (admitter.length() != LENGTH || joiner.length() != LENGTH) {
        throw new IllegalArgumentException("A nonce has " + LENGTH + " bytes");
      }
    }
  }

  /** The bytes that are signed. */
  public byte[] message() {
    return CborWriter.write(
        out ->
            out.tuple(
                8,
                each ->
                    each.text(DOMAIN)
                        .bytes(bucket.bytes())
                        .bytes(share.bytes())
                        .bytes(admitter.bytes())
                        .bytes(joiner.bytes())
                        .bytes(author.bytes())
                        .bytes(nonces.admitter().bytes())
                        .bytes(nonces.joiner().bytes())));
  }
}
