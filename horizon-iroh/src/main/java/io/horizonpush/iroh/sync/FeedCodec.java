package io.horizonpush.iroh.sync;

import io.horizonpush.iroh.codec.CborReader;
import io.horizonpush.iroh.codec.CborWriter;
import io.horizonpush.iroh.codec.CodecException;
import io.horizonpush.iroh.codec.Manifest;
import io.horizonpush.iroh.net.StreamKind;
import io.horizonpush.iroh.replica.DocumentKey;
import io.horizonpush.iroh.replica.ReplicaId;
import io.horizonpush.iroh.replica.SignedEntry.Signatures;
import io.horizonpush.iroh.sync.FeedMessage.Ask;
import io.horizonpush.iroh.sync.FeedMessage.Begin;
import io.horizonpush.iroh.sync.FeedMessage.Give;
import io.horizonpush.iroh.sync.FeedMessage.Given;
import io.horizonpush.iroh.sync.FeedMessage.More;
import io.horizonpush.iroh.sync.FeedMessage.Offer;
import io.horizonpush.iroh.sync.FeedMessage.Offered;
import io.horizonpush.iroh.sync.FeedMessage.Point;
import io.horizonpush.iroh.sync.FeedMessage.Refused;
import io.horizonpush.iroh.sync.FeedMessage.Seen;
import io.horizonpush.iroh.sync.FeedMessage.Want;
import io.horizonpush.s3.model.BlobHash;
import io.horizonpush.s3.model.BucketId;
import io.horizonpush.s3.model.WriterId;
import java.util.BitSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * The bytes of a feed's messages: each an array whose first number says which it is. Anything else
 * is a {@link CodecException}. Stateless.
 */
final class FeedCodec {

  private static final int BEGIN = 1;
  private static final int REFUSED = 2;
  private static final int OFFER = 3;
  private static final int WANT = 4;
  private static final int GIVE = 5;
  private static final int MORE = 6;
  private static final int SEEN = 7;

  private static final int HISTORY = 16;

  private FeedCodec() {}

  static byte[] encode(FeedMessage message) {
    return CborWriter.write(
        out -> {
          switch (message) {
            case Ask(BucketId bucket, List<ReplicaId> documents, Optional<Point> from) ->
                out.tuple(
                    4,
                    each -> {
                      each.number(StreamKind.FEED.number()).bytes(bucket.bytes());
                      each.list(documents, document -> each.bytes(document.bytes()));
                      each.list(from.stream().toList(), point -> write(each, point));
                    });
            case Begin(Optional<ReplicaId> document, boolean whole, Point from) ->
                out.tuple(
                    4,
                    each -> {
                      each.number(BEGIN);
                      each.list(document.stream().toList(), id -> each.bytes(id.bytes()));
                      each.number(whole ? 1 : 0);
                      write(each, from);
                    });
            case Refused() -> out.tuple(1, each -> each.number(REFUSED));
            case Offer(boolean settings, long through, List<Offered> entries) ->
                out.tuple(
                    4,
                    each -> {
                      each.number(OFFER).number(settings ? 1 : 0).number(through);
                      each.list(entries, entry -> write(each, entry));
                    });
            case Seen(long through) -> out.tuple(2, each -> each.number(SEEN).number(through));
            case Want(BitSet places) ->
                out.tuple(2, each -> each.number(WANT).bytes(places.toByteArray()));
            case Give(boolean last, List<Given> entries) ->
                out.tuple(
                    3,
                    each -> {
                      each.number(GIVE).number(last ? 1 : 0);
                      each.list(entries, entry -> write(each, entry));
                    });
            case More(Manifest piece) ->
                out.tuple(2, each -> each.number(MORE).bytes(piece.bytes()));
          }
        });
  }

  private static void write(CborWriter out, Point point) {
    out.tuple(
        2, each -> each.bytes(HexFormat.of().parseHex(point.history())).number(point.position()));
  }

  private static void write(CborWriter out, Offered entry) {
    byte[] key = entry.key().map(DocumentKey::bytes).orElse(new byte[0]);
    out.tuple(
        4,
        each ->
            each.number(entry.sequence())
                .bytes(key)
                .bytes(entry.author().bytes())
                .bytes(entry.manifest().bytes()));
  }

  private static void write(CborWriter out, Given entry) {
    out.tuple(
        6,
        each ->
            each.number(entry.place())
                .number(entry.size())
                .number(entry.time())
                .bytes(entry.signatures().document())
                .bytes(entry.signatures().author())
                .bytes(entry.manifest().bytes()));
  }

  /** What the first frame of a feed asks for. */
  static Ask decodeAsk(byte[] frame) {
    return CborReader.read(
        frame,
        in ->
            in.tuple(
                () -> {
                  in.number();
                  BucketId bucket = BucketId.of(in.bytes());
                  List<ReplicaId> documents =
                      in.list(FeedMessage.MOST_DOCUMENTS, () -> ReplicaId.of(in.bytes()));
                  return new Ask(
                      bucket, documents, in.list(1, () -> readPoint(in)).stream().findFirst());
                }));
  }

  static FeedMessage decode(byte[] frame) {
    return CborReader.read(frame, in -> in.tuple(() -> read(in)));
  }

  private static FeedMessage read(CborReader in) {
    int kind = in.smallNumber();
    return switch (kind) {
      case BEGIN ->
          new Begin(
              in.list(1, () -> ReplicaId.of(in.bytes())).stream().findFirst(),
              in.number() == 1,
              readPoint(in));
      case REFUSED -> new Refused();
      case OFFER ->
          new Offer(
              in.number() == 1,
              in.length(),
              in.list(FeedMessage.MOST_ENTRIES, () -> readOffered(in)));
      case WANT -> new Want(places(in.bytes()));
      case GIVE ->
          new Give(in.number() == 1, in.list(FeedMessage.MOST_ENTRIES, () -> readGiven(in)));
      case SEEN -> new Seen(in.length());
      case MORE -> new More(Manifest.of(in.bytes()));
      default -> throw new CodecException("A feed has a message of an unknown kind: " + kind);
    };
  }

  private static BitSet places(byte[] bytes) {
    BitSet places = BitSet.valueOf(bytes);
    if (places.length() > FeedMessage.MOST_ENTRIES) {
      throw new CodecException("More is wanted than was ever offered");
    }
    return places;
  }

  private static Point readPoint(CborReader in) {
    return in.tuple(
        () -> {
          byte[] history = in.bytes();
          if (history.length != HISTORY) {
            throw new CodecException("A history has a name of " + HISTORY + " bytes");
          }
          return new Point(HexFormat.of().formatHex(history), in.length());
        });
  }

  private static Offered readOffered(CborReader in) {
    return in.tuple(
        () ->
            new Offered(
                in.length(), key(in.bytes()), WriterId.of(in.bytes()), BlobHash.of(in.bytes())));
  }

  private static Optional<DocumentKey> key(byte[] bytes) {
    try {
      return Optional.of(DocumentKey.of(bytes));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static Given readGiven(CborReader in) {
    return in.tuple(
        () ->
            new Given(
                in.smallNumber(),
                in.length(),
                in.length(),
                new Signatures(in.bytes(), in.bytes()),
                Manifest.of(in.bytes())));
  }
}
