package io.horizonpush.iroh.home;

import io.horizonpush.iroh.codec.CborReader;
import io.horizonpush.iroh.codec.CborWriter;
import io.horizonpush.iroh.codec.CodecException;
import io.horizonpush.iroh.net.NodeId;
import io.horizonpush.iroh.net.StreamKind;
import io.horizonpush.s3.model.BucketId;
import java.util.HexFormat;
import java.util.function.Consumer;

/**
 * What is asked of a home, or of a node that is to be one: {@code [6, question, bucket, …]}.
 * Another form is a {@link CodecException}.
 */
sealed interface HomeQuestion {

  /** The longest change, in bytes: one of 10,000 parts with a checksum of each takes 2 MiB. */
  int LONGEST_CHANGE = 4 << 20;

  BucketId bucket();

  /**
   * To decide about a change, which follows in frames of its own: {@code [6, 1, bucket, request,
   * size]}.
   *
   * @param size of the change in bytes
   */
  record Decide(BucketId bucket, RequestId request, int size) implements HomeQuestion {}

  /**
   * What was decided about a request, which is not to be decided any more if it was not: {@code [6,
   * 2, bucket, request]}.
   */
  record Settle(BucketId bucket, RequestId request) implements HomeQuestion {}

  /** How far the home is: {@code [6, 3, bucket]}. */
  record HowFar(BucketId bucket) implements HomeQuestion {}

  /**
   * To give up being the home, for another node to be it: {@code [6, 4, bucket, node, history]}.
   *
   * @param history of that node's index
   */
  record GiveUp(BucketId bucket, NodeId to, String history) implements HomeQuestion {}

  /** The history of a node's index: {@code [6, 5, bucket]}. */
  record History(BucketId bucket) implements HomeQuestion {}

  default byte[] encode() {
    return switch (this) {
      case Decide decide ->
          write(1, 2, out -> out.bytes(decide.request().bytes()).number(decide.size()));
      case Settle settle -> write(2, 1, out -> out.bytes(settle.request().bytes()));
      case HowFar _ -> write(3, 0, _ -> {});
      case GiveUp up ->
          write(
              4, 2, out -> out.bytes(up.to().bytes()).bytes(HexFormat.of().parseHex(up.history())));
      case History _ -> write(5, 0, _ -> {});
    };
  }

  private byte[] write(int question, int more, Consumer<CborWriter> rest) {
    return CborWriter.write(
        out ->
            out.tuple(
                3 + more,
                each -> {
                  each.number(StreamKind.DECIDE.number()).number(question).bytes(bucket().bytes());
                  rest.accept(each);
                }));
  }

  static HomeQuestion decode(byte[] frame) {
    return CborReader.read(
        frame,
        in ->
            in.tuple(
                () -> {
                  in.number();
                  int question = in.smallNumber();
                  BucketId bucket = BucketId.of(in.bytes());
                  return switch (question) {
                    case 1 -> decide(in, bucket);
                    case 2 -> new Settle(bucket, request(in));
                    case 3 -> new HowFar(bucket);
                    case 4 -> new GiveUp(bucket, NodeId.of(in.bytes()), history(in));
                    case 5 -> new History(bucket);
                    default -> throw new CodecException("A home is asked something unknown");
                  };
                }));
  }

  private static Decide decide(CborReader in, BucketId bucket) {
    Decide decide = new Decide(bucket, request(in), in.smallNumber());
    if (decide.size() > LONGEST_CHANGE) {
      throw new CodecException("A change is too long");
    }
    return decide;
  }

  private static RequestId request(CborReader in) {
    return RequestId.of(sixteen(in));
  }

  /** Sixteen bytes as the index calls histories. */
  static String history(CborReader in) {
    return HexFormat.of().formatHex(sixteen(in));
  }

  private static byte[] sixteen(CborReader in) {
    byte[] bytes = in.bytes();
    if (bytes.length != RequestId.LENGTH) {
      throw new CodecException("%d bytes where 16 should be".formatted(bytes.length));
    }
    return bytes;
  }
}
