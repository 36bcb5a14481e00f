package io.horizonpush.iroh.egress;

import io.horizonpush.iroh.codec.CborReader;
import io.horizonpush.iroh.codec.CborWriter;
import io.horizonpush.iroh.codec.CodecException;
import io.horizonpush.iroh.codec.Manifest;
import io.horizonpush.iroh.codec.ManifestCodec;
import io.horizonpush.iroh.net.PeerStream;
import io.horizonpush.s3.model.ETag;
import io.horizonpush.s3.model.ObjectKey;
import io.horizonpush.s3.model.ObjectSummary;
import io.horizonpush.s3.model.OriginId;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.model.StoredVersion;
import io.horizonpush.s3.model.WriterId;
import io.horizonpush.s3.store.ObjectListing;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What a member answers about the origins of a bucket. */
sealed interface EgressAnswer {

  /** No answer is longer, in bytes. */
  int LONGEST = PeerStream.LONGEST_FRAME;

  /** The longest piece of bytes in one frame. */
  int PIECE = 64 << 10;

  int DENIED = 0;
  int BUSY = 1;
  int SERVED = 2;
  int FOUND = 3;
  int MISSING = 4;
  int LISTED = 5;
  int BODY = 6;
  int CHANGED = 7;
  int FAILED = 8;

  int MOST_ORIGINS = 64;

  /** The same as of a bucket that is not there. */
  record Denied() implements EgressAnswer {}

  /** It answers as many of the asker already as it does at one time. */
  record Busy() implements EgressAnswer {}

  /** The origins that it uses for the bucket. */
  record Served(List<OriginId> origins) implements EgressAnswer {

    public Served {
      origins = List.copyOf(origins);
    }
  }

  /** What is at the key, as a version that was learnt there. */
  record Found(Manifest manifest) implements EgressAnswer {

    static Found of(StoredVersion version) {
      return new Found(ManifestCodec.encode(version));
    }
  }

  /** Nothing is at the key. */
  record Missing() implements EgressAnswer {}

  /** A page. */
  record Listed(ObjectListing page) implements EgressAnswer {}

  /**
   * The bytes follow, in frames of up to {@link #PIECE}.
   *
   * @param size of the whole object
   */
  record Body(long size) implements EgressAnswer {}

  /** There is another version than was asked for. */
  record Changed() implements EgressAnswer {}

  /** The origin cannot be read. */
  record Failed() implements EgressAnswer {}

  default byte[] encode() {
    return CborWriter.write(
        out -> {
          switch (this) {
            case Denied() -> out.tuple(1, each -> each.number(DENIED));
            case Busy() -> out.tuple(1, each -> each.number(BUSY));
            case Served(List<OriginId> origins) ->
                out.tuple(
                    2,
                    each ->
                        each.number(SERVED)
                            .list(origins, origin -> each.bytes(origin.writer().bytes())));
            case Found(Manifest manifest) ->
                out.tuple(2, each -> each.number(FOUND).bytes(manifest.bytes()));
            case Missing() -> out.tuple(1, each -> each.number(MISSING));
            case Listed(ObjectListing page) -> out.tuple(4, each -> encode(each, page));
            case Body(long size) -> out.tuple(2, each -> each.number(BODY).number(size));
            case Changed() -> out.tuple(1, each -> each.number(CHANGED));
            case Failed() -> out.tuple(1, each -> each.number(FAILED));
          }
        });
  }

  private static void encode(CborWriter out, ObjectListing page) {
    out.number(LISTED)
        .list(
            page.objects(),
            object ->
                out.tuple(
                    4,
                    each ->
                        each.text(object.key().value())
                            .text(object.etag().value())
                            .number(object.size())
                            .number(object.lastModified().toEpochMilli())))
        .list(page.commonPrefixes(), out::text)
        .list(page.next().stream().toList(), out::text);
  }

  /**
   * Reads an answer.
   *
   * @throws CodecException if it is none
   */
  static EgressAnswer decode(byte[] frame) {
    try {
      return read(frame);
    } catch (S3Exception | IllegalArgumentException e) {
      throw new CodecException("An answer names what there cannot be", e);
    }
  }

  private static EgressAnswer read(byte[] frame) {
    return CborReader.read(
        frame,
        in ->
            in.tuple(
                () -> {
                  int what = in.smallNumber();
                  return switch (what) {
                    case DENIED -> new Denied();
                    case BUSY -> new Busy();
                    case SERVED ->
                        new Served(
                            in.list(MOST_ORIGINS, () -> new OriginId(WriterId.of(in.bytes()))));
                    case FOUND -> new Found(Manifest.of(in.bytes()));
                    case MISSING -> new Missing();
                    case LISTED -> new Listed(page(in));
                    case BODY -> new Body(in.length());
                    case CHANGED -> new Changed();
                    case FAILED -> new Failed();
                    default -> throw new CodecException("Nothing is answered by number " + what);
                  };
                }));
  }

  private static ObjectListing page(CborReader in) {
    List<ObjectSummary.OfObject> objects =
        in.list(EgressQuestion.MOST_ENTRIES, () -> in.tuple(() -> object(in)));
    List<String> prefixes = in.list(EgressQuestion.MOST_ENTRIES, in::text);
    Optional<String> next = in.list(1, in::text).stream().findFirst();
    return new ObjectListing(objects, List.of(), prefixes, next);
  }

  private static ObjectSummary.OfObject object(CborReader in) {
    ObjectKey key = new ObjectKey(in.text());
    ETag etag = new ETag(in.text());
    long size = in.length();
    return new ObjectSummary.OfObject(key, size, etag, Instant.ofEpochMilli(in.length()));
  }
}
