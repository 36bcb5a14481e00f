package io.horizonpush.iroh.share;

import io.horizonpush.iroh.codec.CborWriter;
import io.horizonpush.iroh.net.NodeId;
import io.horizonpush.s3.model.BucketId;
import java.util.HexFormat;

/**
 * That the home of a bucket gave it up, for another node to be the home: what it had decided by
 * then, and its signature. It decides nothing any more from before it signs.
 *
 * @param from the node that was the home
 * @param standing where all is that it decided, in its entries
 */
public record Handover(NodeId from, Standing standing, Octets signature) {

  private static final String DOMAIN = "horizonpush home 1";

  /** Throws IllegalArgumentException if the signature has not 64 bytes. */
  public Handover {
    if (signature.length() != SigningKey.SIGNATURE_LENGTH) {
      throw new IllegalArgumentException("A signature has 64 bytes");
    }
  }

  /**
   * What a home is given up for.
   *
   * @param number of the home that is to be
   * @param to the node that is to be it
   * @param history of that node's index
   */
  public record Terms(BucketId bucket, long number, NodeId to, String history) {

    /** Throws IllegalArgumentException if there is no such number or history. */
    public Terms {
      HomeRecord.check(number, history);
    }

    private byte[] message(NodeId from, Standing standing) {
      return CborWriter.write(
          out ->
              out.tuple(
                  8,
                  each ->
                      each.text(DOMAIN)
                          .bytes(bucket.bytes())
                          .number(number)
                          .bytes(from.bytes())
                          .bytes(to.bytes())
                          .bytes(HexFormat.of().parseHex(history))
                          .bytes(HexFormat.of().parseHex(standing.history()))
                          .number(standing.position())));
    }
  }

  /** The handover of a home, signed by its node's key. */
  public static Handover sign(Terms terms, Standing standing, SigningKey key) {
    NodeId from = NodeId.of(key.publicKey());
    return new Handover(from, standing, Octets.of(key.sign(terms.message(from, standing))));
  }

  /** Whether the node that was the home signed this. */
  public boolean holds(Terms terms) {
    return holds(terms, SignatureCheck.PLAIN);
  }

  /** The same, by a check that may remember. */
  public boolean holds(Terms terms, SignatureCheck check) {
    return check.verify(from.bytes(), terms.message(from, standing), signature.bytes());
  }
}
