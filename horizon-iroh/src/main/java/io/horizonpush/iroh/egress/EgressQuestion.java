package io.horizonpush.iroh.egress;

import io.horizonpush.iroh.codec.CborReader;
import io.horizonpush.iroh.codec.CborWriter;
import io.horizonpush.iroh.codec.CodecException;
import io.horizonpush.iroh.net.StreamKind;
import io.horizonpush.s3.model.BucketId;
import io.horizonpush.s3.model.ByteRange;
import io.horizonpush.s3.model.ObjectKey;
import io.horizonpush.s3.model.OriginId;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.model.WriterId;
import io.horizonpush.s3.store.ListQuery;
import io.horizonpush.s3.store.PinnedObject;
import java.util.Optional;
import java.util.function.Consumer;

/** What a member is asked about the origins of a bucket: {@code [11, what, bucket, …]}. */
sealed interface EgressQuestion {

  /** The most entries of a page: each has a key of up to 1024 bytes, and a frame has a bound. */
  int MOST_ENTRIES = 500;

  int LONGEST_TEXT = 1024;
  int SERVES = 1;
  int FIND = 2;
  int PAGE = 3;
  int BYTES = 4;

  BucketId bucket();

  /** Which origins it uses for the bucket. */
  record Serves(BucketId bucket) implements EgressQuestion {}

  /** What is at a key. */
  record Find(BucketId bucket, OriginId origin, ObjectKey key) implements EgressQuestion {}

  /** A page of what is there. */
  record Page(BucketId bucket, OriginId origin, ListQuery query) implements EgressQuestion {}

  /**
   * Bytes of an object.
   *
   * @param range nothing for all of it
   */
  record Bytes(PinnedObject object, Optional<ByteRange> range) implements EgressQuestion {

    @Override
    public BucketId bucket() {
      return object.bucket();
    }
  }

  default byte[] encode() {
    return switch (this) {
      case Serves _ -> encode(SERVES, 0, _ -> {});
      case Find(var _, OriginId origin, ObjectKey key) ->
          encode(FIND, 2, out -> out.bytes(origin.writer().bytes()).text(key.value()));
      case Page(var _, OriginId origin, ListQuery query) ->
          encode(
              PAGE,
              5,
              out ->
                  out.bytes(origin.writer().bytes())
                      .text(query.prefix())
                      .text(query.delimiter())
                      .text(query.after())
                      .number(query.limit()));
      case Bytes(PinnedObject object, Optional<ByteRange> range) ->
          encode(
              BYTES,
              5,
              out ->
                  out.bytes(object.origin().writer().bytes())
                      .text(object.key().value())
                      .text(object.tag())
                      .number(range.map(ByteRange::offset).orElse(0L))
                      .number(range.map(ByteRange::length).orElse(0L)));
    };
  }

  private byte[] encode(int what, int more, Consumer<CborWriter> rest) {
    return CborWriter.write(
        out ->
            out.tuple(
                3 + more,
                each -> {
                  each.number(StreamKind.EGRESS.number()).number(what).bytes(bucket().bytes());
                  rest.accept(each);
                }));
  }

  /**
   * Reads a question.
   *
   * @throws CodecException if it is none
   */
  static EgressQuestion decode(byte[] frame) {
    try {
      return read(frame);
    } catch (S3Exception | IllegalArgumentException e) {
      throw new CodecException("A question names what there cannot be", e);
    }
  }

  private static EgressQuestion read(byte[] frame) {
    return CborReader.read(
        frame,
        in ->
            in.tuple(
                () -> {
                  in.number();
                  int what = in.smallNumber();
                  BucketId bucket = BucketId.of(in.bytes());
                  return switch (what) {
                    case SERVES -> new Serves(bucket);
                    case FIND -> new Find(bucket, origin(in), new ObjectKey(in.text()));
                    case PAGE -> new Page(bucket, origin(in), query(in));
                    case BYTES -> bytes(bucket, in);
                    default -> throw new CodecException("Nothing is asked by number " + what);
                  };
                }));
  }

  private static OriginId origin(CborReader in) {
    return new OriginId(WriterId.of(in.bytes()));
  }

  private static ListQuery query(CborReader in) {
    String prefix = text(in);
    String delimiter = text(in);
    String after = text(in);
    int limit = in.smallNumber();
    if (limit < 1 || limit > MOST_ENTRIES) {
      throw new CodecException("A page has no " + limit + " entries");
    }
    return new ListQuery(prefix, delimiter, after, limit);
  }

  private static Bytes bytes(BucketId bucket, CborReader in) {
    PinnedObject object = new PinnedObject(bucket, origin(in), new ObjectKey(in.text()), text(in));
    long from = in.length();
    long length = in.length();
    if (from > Long.MAX_VALUE - length || (length == 0 && from > 0)) {
      throw new CodecException("There is no such range");
    }
    return new Bytes(
        object, length == 0 ? Optional.empty() : Optional.of(new ByteRange(from, length)));
  }

  private static String text(CborReader in) {
    String text = in.text();
    // A place in a listing may stand behind all keys with a prefix.
    if (text.length() > LONGEST_TEXT + 2) {
      throw new CodecException("A text of a question is too long");
    }
    return text;
  }
}
