package io.horizonpush.iroh.share;

import io.horizonpush.iroh.net.NodeId;
import io.horizonpush.iroh.share.MemberRecord.Named;
import io.horizonpush.iroh.share.Statement.OfJoining;
import io.horizonpush.iroh.share.Statement.OfMember;
import io.horizonpush.iroh.share.Statement.OfShare;
import io.horizonpush.s3.model.BucketId;
import io.horizonpush.s3.model.MemberMode;
import io.horizonpush.s3.model.Stamp;
import io.horizonpush.s3.model.WriterId;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** What nodes say about a bucket in tests, each by the same keys every time. */
final class Cast {

  static final BucketId BUCKET = new BucketId(1, 2);

  /** What nodes say is stamped with milliseconds after this. */
  static final Instant BEGIN = Instant.parse("2026-07-01T00:00:00Z");

  static final Instant EXPIRES = BEGIN.plusSeconds(3600);

  private final List<Statement> said = new ArrayList<>();
  private int nonces;

  /** A node with its keys. */
  record Node(SigningKey key, WriterId author) {

    static Node of(int number) {
      byte[] seed = ByteBuffer.allocate(SigningKey.LENGTH).putInt(number).array();
      return new Node(SigningKey.of(seed), new WriterId(number, 7, 7, 7));
    }

    NodeId id() {
      return NodeId.of(key.publicKey());
    }
  }

  /** The key of a ticket. */
  static ShareKey key(int number) {
    return ShareKey.of(ByteBuffer.allocate(ShareKey.LENGTH).putInt(number).array());
  }

  /** What narrows a ticket to one node. */
  static ShareRecord.Terms madeFor(Node node) {
    return new ShareRecord.Terms(Optional.empty(), Optional.of(node.id()), false, Fields.none());
  }

  static ShareRecord.Terms uses(int number) {
    return new ShareRecord.Terms(Optional.of(number), Optional.empty(), false, Fields.none());
  }

  static Stamp stamp(Node by, long millis) {
    return new Stamp(Stamp.clockOf(BEGIN.plusMillis(millis)), by.author());
  }

  Cast founded(Node founder) {
    return name(founder, 0, founder, MemberMode.OWNER);
  }

  Cast name(Node by, long at, Node node, MemberMode mode) {
    return say(new OfMember(node.id(), stamp(by, at), named(node, mode, false)));
  }

  Cast remove(Node by, long at, Node node) {
    return say(new OfMember(node.id(), stamp(by, at), named(node, MemberMode.READ, true)));
  }

  static Named named(Node node, MemberMode mode, boolean removed) {
    return new Named(mode, List.of(node.author()), removed, Contact.NONE, Fields.none());
  }

  Cast share(Node by, long at, ShareKey key, MemberMode mode, ShareRecord.Terms terms) {
    return say(new OfShare(key.id(), stamp(by, at), record(by, key, mode, terms)));
  }

  static ShareRecord record(Node by, ShareKey key, MemberMode mode, ShareRecord.Terms terms) {
    return new ShareRecord(
        HexFormat.of().formatHex(key.publicKey()), ShareKind.BUCKET, mode, EXPIRES, by.id(), terms);
  }

  /** A node joins at another as it should. */
  Cast join(Node at, long millis, Node joiner, ShareKey key, MemberMode mode) {
    return say(
        new OfJoining(
            stamp(at, millis), new JoinRecord(mode, proof(at, joiner, key), Contact.NONE)));
  }

  JoinProof proof(Node at, Node joiner, ShareKey key) {
    JoinTerms terms =
        new JoinTerms(
            BUCKET,
            key.id(),
            at.id(),
            joiner.id(),
            joiner.author(),
            new JoinTerms.Nonces(Octets.of(new byte[16]), nonce()));
    return JoinProof.of(terms, key, joiner.key());
  }

  private Octets nonce() {
    return Octets.of(ByteBuffer.allocate(JoinTerms.Nonces.LENGTH).putInt(nonces++).array());
  }

  /** In place of what its author said before under the name. */
  Cast say(Statement statement) {
    said.removeIf(
        each ->
            each.name().equals(statement.name()) && each.stamp().compareTo(statement.stamp()) <= 0);
    if (said.stream().noneMatch(each -> each.name().equals(statement.name()))) {
      said.add(statement);
    }
    return this;
  }

  List<Statement> said() {
    return List.copyOf(said);
  }

  Membership membership(Node founder) {
    return Membership.of(BUCKET, founder.author(), said, SignatureCheck.PLAIN);
  }
}
