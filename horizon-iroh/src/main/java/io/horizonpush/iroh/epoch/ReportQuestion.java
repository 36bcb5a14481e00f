package io.horizonpush.iroh.epoch;

import io.horizonpush.iroh.codec.CborReader;
import io.horizonpush.iroh.codec.CborWriter;
import io.horizonpush.iroh.codec.CodecException;
import io.horizonpush.iroh.net.NodeId;
import io.horizonpush.iroh.net.StreamKind;
import io.horizonpush.s3.model.BucketId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a member asks another one: {@code [10, bucket, [[node, time], …]]}, with the times of the
 * reports that it has. The answer is {@code [[report, …]]}, of those that are later or of others;
 * whoever may not read the bucket gets none.
 */
record ReportQuestion(BucketId bucket, Map<NodeId, Long> known) {

  /** The longest answer: what does not fit comes with the next one. */
  static final int LONGEST_ANSWER = 512 << 10;

  /** The most reports whose times are told: as many as fit into the first frame of a stream. */
  private static final int MOST_KNOWN = 300;

  /** About what a report takes beside what it says of each member. */
  private static final int OF_REPORT = 128;

  private static final int OF_REACHED = 64;

  byte[] encode() {
    return CborWriter.write(
        out ->
            out.tuple(
                3,
                each ->
                    each.number(StreamKind.REPORTS.number())
                        .bytes(bucket.bytes())
                        .list(
                            known.entrySet().stream().limit(MOST_KNOWN).toList(),
                            one ->
                                each.tuple(
                                    2,
                                    of -> of.bytes(one.getKey().bytes()).number(one.getValue())))));
  }

  /** Throws CodecException if a frame asks nothing of that kind. */
  static ReportQuestion decode(byte[] frame) {
    try {
      return CborReader.read(
          frame,
          in ->
              in.tuple(
                  () -> {
                    in.number();
                    BucketId bucket = BucketId.of(in.bytes());
                    Map<NodeId, Long> known = new HashMap<>();
                    in.list(
                            MOST_KNOWN,
                            () -> in.tuple(() -> Map.entry(NodeId.of(in.bytes()), in.length())))
                        .forEach(each -> known.put(each.getKey(), each.getValue()));
                    return new ReportQuestion(bucket, Map.copyOf(known));
                  }));
    } catch (IllegalArgumentException e) {
      throw new CodecException("A question for reports asks nothing", e);
    }
  }

  /** The answer, of reports that this node has. */
  byte[] answer(Collection<Report> reports) {
    List<Report> later = new ArrayList<>();
    int bytes = 0;
    for (Report report : reports) {
      int length = OF_REPORT + OF_REACHED * report.reached().size();
      boolean wanted = report.time() > known.getOrDefault(report.node(), -1L);
      if (wanted && bytes + length <= LONGEST_ANSWER) {
        later.add(report);
        bytes += length;
      }
    }
    return CborWriter.write(
        out -> out.tuple(1, each -> each.list(later, report -> report.write(each))));
  }

  /** Throws CodecException if a frame is no answer. */
  static List<Report> decodeAnswer(byte[] frame) {
    try {
      return CborReader.read(
          frame, in -> in.tuple(() -> in.list(Report.MOST, () -> Report.read(in))));
    } catch (IllegalArgumentException e) {
      throw new CodecException("An answer has no reports", e);
    }
  }
}
