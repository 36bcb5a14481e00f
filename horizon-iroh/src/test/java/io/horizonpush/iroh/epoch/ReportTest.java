package io.horizonpush.iroh.epoch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.horizonpush.iroh.codec.CborWriter;
import io.horizonpush.iroh.codec.CodecException;
import io.horizonpush.iroh.index.PositionTable.Reached;
import io.horizonpush.iroh.net.NodeId;
import io.horizonpush.iroh.share.SignatureCheck;
import io.horizonpush.iroh.share.SigningKey;
import io.horizonpush.s3.model.BucketId;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The word of a member as it is signed, asked for and passed on. */
class ReportTest {

  private static final BucketId BUCKET = new BucketId(1, 2);
  private static final SigningKey KEY = SigningKey.of(new byte[32]);
  private static final String HISTORY = "00112233445566778899aabbccddeeff";

  private static NodeId node(int number) {
    byte[] bytes = new byte[NodeId.LENGTH];
    bytes[0] = (byte) number;
    bytes[1] = (byte) (number >> 8);
    return NodeId.of(bytes);
  }

  private static Report report(int places) {
    return Report.sign(
        BUCKET,
        7,
        IntStream.range(0, places)
            .mapToObj(each -> new Reached(node(each), HISTORY, each))
            .toList(),
        KEY);
  }

  private static List<Report> answered(ReportQuestion question, List<Report> reports) {
    return ReportQuestion.decodeAnswer(question.answer(reports));
  }

  @Test
  void aReport_holdsForItsBucketAndAsItWasSigned() {
    Report report = report(3);
    assertThat(report.holds(BUCKET, SignatureCheck.PLAIN)).isTrue();
    assertThat(report.holds(new BucketId(1, 3), SignatureCheck.PLAIN)).isFalse();
    Report later = new Report(report.node(), 8, report.reached(), report.signature());
    assertThat(later.holds(BUCKET, SignatureCheck.PLAIN)).isFalse();
    Report less = new Report(report.node(), 7, report.reached().subList(0, 2), report.signature());
    assertThat(less.holds(BUCKET, SignatureCheck.PLAIN)).isFalse();
    Report others = new Report(node(1), 7, report.reached(), report.signature());
    assertThat(others.holds(BUCKET, SignatureCheck.PLAIN)).isFalse();
  }

  @Test
  void aQuestion_isAnsweredByWhatIsLaterThanTheAskerHas() {
    List<Report> reports = List.of(report(2));
    NodeId node = reports.getFirst().node();
    ReportQuestion question =
        ReportQuestion.decode(new ReportQuestion(BUCKET, Map.of(node, 6L)).encode());
    assertThat(question).isEqualTo(new ReportQuestion(BUCKET, Map.of(node, 6L)));
    assertThat(answered(question, reports)).isEqualTo(reports);
    assertThat(answered(new ReportQuestion(BUCKET, Map.of(node, 7L)), reports)).isEmpty();
    assertThat(answered(new ReportQuestion(BUCKET, Map.of()), reports)).isEqualTo(reports);
  }

  @Test
  void whatIsAskedAndAnswered_isBounded() {
    Map<NodeId, Long> many = new HashMap<>();
    IntStream.range(0, 1000).forEach(each -> many.put(node(each), Long.MAX_VALUE));
    assertThat(new ReportQuestion(BUCKET, many).encode().length).isLessThanOrEqualTo(16 << 10);
    Report longest = report(Report.MOST);
    byte[] answer = new ReportQuestion(BUCKET, Map.of()).answer(Collections.nCopies(100, longest));
    assertThat(answer.length).isBetween(256 << 10, ReportQuestion.LONGEST_ANSWER);
    byte[] tooMany = new ReportQuestion(BUCKET, Map.of()).answer(List.of(report(Report.MOST + 1)));
    assertThatThrownBy(() -> ReportQuestion.decodeAnswer(tooMany))
        .isInstanceOf(CodecException.class);
  }

  @Test
  void whatIsNoQuestionAndNoAnswer_isRefused() {
    byte[] shortNode =
        CborWriter.write(
            out -> out.tuple(3, each -> each.number(10).bytes(new byte[15]).tuple(0, _ -> {})));
    byte[] shortHistory =
        CborWriter.write(
            out ->
                out.tuple(
                    1,
                    all ->
                        all.tuple(
                            1,
                            one ->
                                one.tuple(
                                    4,
                                    each ->
                                        each.bytes(new byte[32])
                                            .number(1)
                                            .tuple(
                                                1,
                                                places ->
                                                    places.tuple(
                                                        3,
                                                        place ->
                                                            place
                                                                .bytes(new byte[32])
                                                                .bytes(new byte[15])
                                                                .number(1)))
                                            .bytes(new byte[64])))));
    assertThatThrownBy(() -> ReportQuestion.decode(shortNode)).isInstanceOf(CodecException.class);
    assertThatThrownBy(() -> ReportQuestion.decodeAnswer(shortHistory))
        .isInstanceOf(CodecException.class);
    assertThatThrownBy(() -> ReportQuestion.decodeAnswer(new byte[] {1, 2}))
        .isInstanceOf(CodecException.class);
  }
}
