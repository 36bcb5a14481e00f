package io.horizonpush.node.keys;

import io.horizonpush.iroh.codec.CborReader;
import io.horizonpush.iroh.codec.CborWriter;
import io.horizonpush.iroh.codec.CodecException;
import io.horizonpush.node.config.Secret;
import io.horizonpush.node.keys.ExportedKey.State;
import io.horizonpush.s3.model.BucketId;
import io.horizonpush.s3.model.BucketName;
import io.horizonpush.s3.model.KeyGrant;
import io.horizonpush.s3.model.Owner;
import io.horizonpush.s3.model.S3Exception;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The bytes of an exported key, before they are encrypted: deterministic CBOR, {@code [id, owner,
 * name, created, state]}, where the state is {@code [0, secret, [grant…], [expires]]} or {@code [1,
 * since]}, and a grant is {@code [access, bucket, name, prefix]}. Stateless.
 */
final class ExportedKeyCodec {

  private static final int LIVE = 0;
  private static final int REVOKED = 1;

  private ExportedKeyCodec() {}

  static byte[] encode(ExportedKey key) {
    return CborWriter.write(
        out ->
            out.tuple(
                5,
                all -> {
                  all.text(key.id())
                      .text(key.owner().id())
                      .text(key.owner().displayName())
                      .number(key.created().toEpochMilli());
                  write(key.state(), all);
                }));
  }

  private static void write(State state, CborWriter out) {
    switch (state) {
      case State.Live(Secret secret, List<KeyGrant> grants, Optional<Instant> expires) ->
          out.tuple(
              4,
              all ->
                  all.number(LIVE)
                      .text(secret.value())
                      .list(grants, grant -> write(grant, all))
                      .list(expires.stream().toList(), time -> all.number(time.toEpochMilli())));
      case State.Revoked(Instant since) ->
          out.tuple(2, both -> both.number(REVOKED).number(since.toEpochMilli()));
    }
  }

  private static void write(KeyGrant grant, CborWriter out) {
    out.tuple(
        4,
        all ->
            all.number(code(grant.access()))
                .bytes(grant.id().orElseThrow().bytes())
                .text(grant.bucket().value())
                .text(grant.prefix()));
  }

  private static int code(KeyGrant.Access access) {
    return switch (access) {
      case R -> 1;
      case W -> 2;
      case RW -> 3;
      case RWD -> 4;
    };
  }

  /**
   * The key of these bytes.
   *
   * @throws KeyTransferException if they are none
   */
  static ExportedKey decode(byte[] bytes) {
    try {
      ExportedKey key = CborReader.read(bytes, in -> in.tuple(() -> key(in)));
      if (!Arrays.equals(encode(key), bytes)) {
        throw KeyTransfers.altered();
      }
      return key;
    } catch (CodecException | IllegalArgumentException | S3Exception e) {
      throw KeyTransfers.altered();
    }
  }

  private static ExportedKey key(CborReader in) {
    String id = in.text();
    Owner owner = new Owner(in.text(), in.text());
    Instant created = Instant.ofEpochMilli(in.length());
    return new ExportedKey(id, owner, created, in.tuple(() -> state(in)));
  }

  private static State state(CborReader in) {
    if (in.number() == REVOKED) {
      return new State.Revoked(Instant.ofEpochMilli(in.length()));
    }
    Secret secret = new Secret(in.text());
    List<KeyGrant> grants = in.list(() -> in.tuple(() -> grant(in)));
    List<Instant> expires = in.list(1, () -> Instant.ofEpochMilli(in.length()));
    return new State.Live(secret, grants, expires.stream().findFirst());
  }

  private static KeyGrant grant(CborReader in) {
    int code = in.smallNumber();
    KeyGrant.Access access =
        Arrays.stream(KeyGrant.Access.values())
            .filter(each -> code(each) == code)
            .findFirst()
            .orElseThrow(() -> new CodecException("A grant gives what is not known here"));
    Optional<BucketId> bucket = Optional.of(BucketId.of(in.bytes()));
    return new KeyGrant(access, new BucketName(in.text()), bucket, in.text());
  }
}
