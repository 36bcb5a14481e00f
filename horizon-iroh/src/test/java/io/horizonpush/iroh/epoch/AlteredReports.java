package io.horizonpush.iroh.epoch;

import io.horizonpush.iroh.index.PositionTable.Reached;
import io.horizonpush.iroh.net.NodeId;
import io.horizonpush.iroh.share.SigningKey;
import io.horizonpush.s3.model.BucketId;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Answers with reports as a member passes them on that keeps to no rules. */
public final class AlteredReports {

  private AlteredReports() {}

  /** All say that they have so much of a member, though none of them signed that. */
  public static byte[] saying(byte[] answer, NodeId member, long position) {
    return altered(
        answer,
        report ->
            new Report(
                report.node(),
                report.time(),
                reached(report, member, position),
                report.signature()));
  }

  /** The one that a key is of says that it has so much of a member. */
  public static byte[] signed(
      byte[] answer, BucketId bucket, SigningKey key, NodeId member, long position) {
    NodeId liar = NodeId.of(key.publicKey());
    return altered(
        answer,
        report ->
            report.node().equals(liar)
                ? Report.sign(bucket, report.time(), reached(report, member, position), key)
                : report);
  }

  private static List<Reached> reached(Report report, NodeId member, long position) {
    return report.reached().stream()
        .map(
            each ->
                each.node().equals(member) ? new Reached(member, each.history(), position) : each)
        .toList();
  }

  private static byte[] altered(byte[] answer, UnaryOperator<Report> each) {
    List<Report> reports = ReportQuestion.decodeAnswer(answer).stream().map(each).toList();
    return new ReportQuestion(new BucketId(1, 2), Map.of()).answer(reports);
  }
}
