package io.horizonpush.iroh.share;

import io.horizonpush.iroh.net.NodeId;
import io.horizonpush.s3.model.BucketId;
import io.horizonpush.s3.model.MemberMode;
import io.horizonpush.s3.model.WriterId;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/**
 * That a node was admitted by a share, with the proof: what a member with write right says in a
 * bucket's document. Whether it counts, {@link Membership} says.
 */
public record JoinRecord(MemberMode mode, JoinProof proof, Contact contact, Fields others) {

  private static final List<String> FIELDS =
      Stream.concat(
              Contact.FIELDS.stream(),
              Stream.of("mode", "admitter", "nonces", "share-signature", "node-signature"))
          .toList();

  public JoinRecord(MemberMode mode, JoinProof proof, Contact contact) {
    this(mode, proof, contact, Fields.none());
  }

  /**
   * Which joining a record is about.
   *
   * @param author as whom the node will write
   */
  record Subject(BucketId bucket, NodeId node, WriterId author, ShareId share) {}

  /** The text in the document; bucket, node, author and share are not in it. */
  public String text() {
    JoinTerms terms = proof.terms();
    return contact
        .write(others)
        .with("mode", mode.text())
        .with("admitter", terms.admitter().hex())
        .with(
            "nonces", List.of(terms.nonces().admitter(), terms.nonces().joiner()), Octets::toString)
        .with("share-signature", base64(proof.byShare()))
        .with("node-signature", base64(proof.byNode()))
        .text();
  }

  /**
   * What a text says of a joining.
   *
   * @throws IllegalArgumentException if it says nothing, or what a newer node alone understands
   */
  static JoinRecord parse(Subject of, String text) {
    Fields fields = Fields.parse(text).understood(FIELDS);
    List<Octets> nonces =
        fields.list("nonces", 2, each -> Octets.of(HexFormat.of().parseHex(each)));
    if (nonces.size() != 2) {
      throw new IllegalArgumentException("A record of a joining has not two nonces");
    }
    JoinTerms terms =
        new JoinTerms(
            of.bucket(),
            of.share(),
            new NodeId(fields.require("admitter")),
            of.node(),
            of.author(),
            new JoinTerms.Nonces(nonces.getFirst(), nonces.getLast()));
    JoinRecord record =
        new JoinRecord(
            MemberMode.parse(fields.require("mode"))
                .orElseThrow(() -> new IllegalArgumentException("A record has no known mode")),
            new JoinProof(
                terms,
                signature(fields.require("share-signature")),
                signature(fields.require("node-signature"))),
            Contact.read(fields),
            fields.without(FIELDS));
    return fields.requireText(record, record.text());
  }

  private static Octets signature(String base64) {
    return Octets.of(Base64.getUrlDecoder().decode(base64));
  }

  private static String base64(Octets octets) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(octets.bytes());
  }
}
