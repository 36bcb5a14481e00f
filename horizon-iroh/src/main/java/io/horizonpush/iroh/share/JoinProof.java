package io.horizonpush.iroh.share;

/**
 * That a node joined by a ticket, and wanted to: what anybody can check who knows the share's
 * public key.
 *
 * @param byShare the signature of the terms by the key of the ticket
 * @param byNode the signature of the terms by the key of the node that joined
 */
public record JoinProof(JoinTerms terms, Octets byShare, Octets byNode) {

  /** Throws IllegalArgumentException if a signature has not 64 bytes. */
  public JoinProof {
    if (byShare.length() != SigningKey.SIGNATURE_LENGTH
        || byNode.length() != SigningKey.SIGNATURE_LENGTH) {
      throw new IllegalArgumentException("A signature has 64 bytes");
    }
  }

  /** The proof of a node that joins. */
  public static JoinProof of(JoinTerms terms, ShareKey share, SigningKey node) {
    byte[] message = terms.message();
    return new JoinProof(terms, Octets.of(share.sign(message)), Octets.of(node.sign(message)));
  }

  /**
   * Whether both signatures are what they should be.
   *
   * @param sharePublicKey of the share that the terms name
   */
  public boolean holds(byte[] sharePublicKey, SignatureCheck check) {
    byte[] message = terms.message();
    return terms.share().equals(ShareId.ofKey(sharePublicKey))
        && check.verify(sharePublicKey, message, byShare.bytes())
        && check.verify(terms.joiner().bytes(), message, byNode.bytes());
  }
}
