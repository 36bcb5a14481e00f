package io.horizonpush.iroh.share;

import io.horizonpush.iroh.codec.CborReader;
import io.horizonpush.iroh.codec.CborWriter;
import io.horizonpush.iroh.codec.CodecException;
import io.horizonpush.iroh.net.NodeId;
import io.horizonpush.iroh.net.PeerException;
import io.horizonpush.iroh.net.StreamKind;
import io.horizonpush.iroh.replica.DocumentCapability;
import io.horizonpush.iroh.replica.DocumentSecret;
import io.horizonpush.iroh.replica.ReplicaId;
import io.horizonpush.iroh.share.AnswerFrames.Refused;
import io.horizonpush.iroh.share.DocumentSource.Capabilities;
import io.horizonpush.iroh.share.ShareStore.Origin;
import io.horizonpush.s3.model.BucketId;
import io.horizonpush.s3.model.BucketName;
import io.horizonpush.s3.model.MemberMode;
import io.horizonpush.s3.model.WriterId;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The frames of a joining, each deterministic CBOR:
 *
 * <ol>
 *   <li>the joiner asks: {@code [3, 1, bucket, share, nonce, author, name, [address…]]}
 *   <li>the member answers {@code [0, nonce]}, whatever it thinks of that
 *   <li>the joiner proves: {@code [signature by the share's key, by the node's]}
 *   <li>the member answers {@code [0, mode, name, created, founder, document, document, [[node,
 *       [address…]]…]]}, the first document of the bucket and that of its epoch, each {@code
 *       [epoch, document, secret]}, the secret empty for who may only read; or {@code [refusal]}
 *       instead of either answer
 * </ol>
 *
 * Stateless. What is none of them is a {@link PeerException} {@code PROTOCOL}.
 */
final class JoinFrames {

  /** The longest frame of a joiner, and of a member before the last, in bytes. */
  static final int LONGEST_ASKED = 1024;

  /** The longest last frame, in bytes. */
  static final int LONGEST_WELCOME = 32 * 1024;

  /** As many members as the last frame names. */
  static final int MOST_HINTS = 64;

  private static final int VERSION = 1;
  private static final String ABOUT = "joining";

  private JoinFrames() {}

  /** What a joiner asks. */
  record Ask(BucketId bucket, ShareId share, Octets nonce, WriterId author, Contact contact) {}

  /** What a joiner proves. */
  record Signatures(Octets byShare, Octets byNode) {}

  /** What a joiner gets. */
  record Welcome(
      MemberMode mode,
      BucketName name,
      Origin origin,
      Capabilities documents,
      Map<NodeId, List<InetSocketAddress>> hints) {}

  static byte[] write(Ask ask) {
    return CborWriter.write(
        out ->
            out.tuple(
                8,
                each ->
                    each.number(StreamKind.JOIN.number())
                        .number(VERSION)
                        .bytes(ask.bucket().bytes())
                        .bytes(ask.share().bytes())
                        .bytes(ask.nonce().bytes())
                        .bytes(ask.author().bytes())
                        .text(ask.contact().name())
                        .list(
                            ask.contact().addresses(),
                            address -> each.bytes(Addresses.bytes(address)))));
  }

  static Ask readAsk(byte[] frame) {
    return AnswerFrames.read(
        frame,
        ABOUT,
        in -> {
          if (in.number() != StreamKind.JOIN.number() || in.number() != VERSION) {
            throw new CodecException("Not what a node says that joins");
          }
          return new Ask(
              BucketId.of(in.bytes()),
              ShareId.of(in.bytes()),
              Octets.of(in.bytes(), JoinTerms.Nonces.LENGTH),
              WriterId.of(in.bytes()),
              new Contact(in.text(), addresses(in)));
        });
  }

  private static List<InetSocketAddress> addresses(CborReader in) {
    return in.list(() -> Addresses.of(in.bytes()));
  }

  /** The nonce of a member. */
  static Octets readNonce(byte[] frame) throws Refused {
    return AnswerFrames.readAnswer(
        frame, ABOUT, in -> Octets.of(in.bytes(), JoinTerms.Nonces.LENGTH));
  }

  static byte[] write(Signatures proof) {
    return CborWriter.write(
        out ->
            out.tuple(
                2, each -> each.bytes(proof.byShare().bytes()).bytes(proof.byNode().bytes())));
  }

  static Signatures readSignatures(byte[] frame) {
    return AnswerFrames.read(
        frame,
        ABOUT,
        in ->
            new Signatures(
                Octets.of(in.bytes(), SigningKey.SIGNATURE_LENGTH),
                Octets.of(in.bytes(), SigningKey.SIGNATURE_LENGTH)));
  }

  static byte[] write(Welcome welcome) {
    return CborWriter.write(
        out ->
            out.tuple(
                8,
                each -> {
                  each.number(AnswerFrames.DONE)
                      .text(welcome.mode().text())
                      .text(welcome.name().value())
                      .number(welcome.origin().createdAt().toEpochMilli())
                      .bytes(welcome.origin().founder().bytes());
                  write(each, welcome.documents().first());
                  write(each, welcome.documents().current());
                  each.list(
                      welcome.hints().entrySet().stream()
                          .sorted(Map.Entry.comparingByKey())
                          .toList(),
                      hint ->
                          each.tuple(
                              2,
                              both ->
                                  both.bytes(hint.getKey().bytes())
                                      .list(
                                          hint.getValue(),
                                          address -> both.bytes(Addresses.bytes(address)))));
                }));
  }

  private static void write(CborWriter out, DocumentCapability document) {
    out.tuple(
        3,
        each ->
            each.number(document.epoch())
                .bytes(document.id().bytes())
                .bytes(document.secret().map(DocumentSecret::bytes).orElse(new byte[0])));
  }

  static Welcome readWelcome(byte[] frame) throws Refused {
    return AnswerFrames.readAnswer(
        frame,
        ABOUT,
        in ->
            new Welcome(
                MemberMode.parse(in.text()).orElseThrow(() -> new CodecException("A mode is none")),
                new BucketName(in.text()),
                origin(in),
                new Capabilities(document(in), document(in)),
                hints(in)));
  }

  private static Origin origin(CborReader in) {
    Instant createdAt = Instant.ofEpochMilli(in.length());
    return new Origin(WriterId.of(in.bytes()), createdAt);
  }

  private static DocumentCapability document(CborReader in) {
    return in.tuple(
        () -> {
          long epoch = in.length();
          ReplicaId id = ReplicaId.of(in.bytes());
          byte[] secret = in.bytes();
          return new DocumentCapability(
              id,
              epoch,
              secret.length == 0 ? Optional.empty() : Optional.of(DocumentSecret.of(secret)));
        });
  }

  private static Map<NodeId, List<InetSocketAddress>> hints(CborReader in) {
    Map<NodeId, List<InetSocketAddress>> hints = new HashMap<>();
    List<Boolean> fresh =
        in.list(
            () ->
                in.tuple(
                    () -> {
                      NodeId node = NodeId.of(in.bytes());
                      List<InetSocketAddress> all = new ArrayList<>(addresses(in));
                      return hints.put(node, all.stream().limit(Addresses.MOST).toList()) == null;
                    }));
    if (fresh.size() > MOST_HINTS) {
      throw new CodecException("An answer names too many members");
    }
    return hints;
  }
}
