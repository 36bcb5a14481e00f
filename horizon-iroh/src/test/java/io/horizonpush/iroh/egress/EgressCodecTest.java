package io.horizonpush.iroh.egress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.horizonpush.iroh.codec.CodecException;
import io.horizonpush.s3.model.ByteRange;
import io.horizonpush.s3.model.ETag;
import io.horizonpush.s3.model.ObjectBody;
import io.horizonpush.s3.model.ObjectKey;
import io.horizonpush.s3.model.ObjectMetadata;
import io.horizonpush.s3.model.ObjectSummary;
import io.horizonpush.s3.model.OriginId;
import io.horizonpush.s3.model.StoredVersion;
import io.horizonpush.s3.store.ListQuery;
import io.horizonpush.s3.store.ObjectListing;
import io.horizonpush.s3.store.OriginVersions;
import io.horizonpush.s3.store.PinnedObject;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Questions about origins and their answers as bytes, and what is none of them. */
class EgressCodecTest {

  private static final ObjectKey KEY = new ObjectKey("a/\u00e9\ud83d\ude00");
  private static final OriginId ORIGIN = TestingMember.ORIGIN;

  private static final List<EgressQuestion> QUESTIONS =
      List.of(
          new EgressQuestion.Serves(TestingMember.BUCKET),
          new EgressQuestion.Find(TestingMember.BUCKET, ORIGIN, KEY),
          new EgressQuestion.Page(
              TestingMember.BUCKET, ORIGIN, new ListQuery("a/", "/", "a/b", 500)),
          new EgressQuestion.Bytes(
              new PinnedObject(TestingMember.BUCKET, ORIGIN, KEY, "tag"), Optional.empty()),
          new EgressQuestion.Bytes(
              new PinnedObject(TestingMember.BUCKET, ORIGIN, KEY, "tag"),
              Optional.of(new ByteRange(5, 1L << 40))));

  private static final List<EgressAnswer> ANSWERS =
      List.of(
          new EgressAnswer.Denied(),
          new EgressAnswer.Busy(),
          new EgressAnswer.Served(List.of(ORIGIN, OriginId.of("gcs", "x", "y", ""))),
          EgressAnswer.Found.of(TestingMember.version(KEY, 1L << 40)),
          new EgressAnswer.Missing(),
          new EgressAnswer.Listed(page("a/b", "a/c")),
          new EgressAnswer.Body(0),
          new EgressAnswer.Changed(),
          new EgressAnswer.Failed());

  private static ObjectListing page(String... keys) {
    return new ObjectListing(
        Arrays.stream(keys).map(key -> object(key, "tag")).toList(),
        List.of(),
        List.of("a/c/"),
        Optional.of("a/d"));
  }

  private static ObjectSummary.OfObject object(String key, String tag) {
    return new ObjectSummary.OfObject(new ObjectKey(key), 7, new ETag(tag), Instant.EPOCH);
  }

  @Test
  void whatIsWritten_isReadAgain() {
    for (EgressQuestion question : QUESTIONS) {
      assertThat(EgressQuestion.decode(question.encode())).isEqualTo(question);
    }
    for (EgressAnswer answer : ANSWERS) {
      EgressAnswer read = EgressAnswer.decode(answer.encode());
      assertThat(read.encode()).isEqualTo(answer.encode());
      assertThat(read).hasSameClassAs(answer);
    }
  }

  @Test
  void aPageOfTheLongestKeys_fitsIntoAFrame() {
    String longest = "k".repeat(ObjectKey.MAX_BYTES - 3);
    ObjectListing page =
        new ObjectListing(
            IntStream.range(100, 100 + EgressQuestion.MOST_ENTRIES)
                .mapToObj(i -> object(longest + i, "t".repeat(128)))
                .toList(),
            List.of(),
            List.of(),
            Optional.of(longest + "599"));
    assertThat(new EgressAnswer.Listed(page).encode()).hasSizeLessThan(EgressAnswer.LONGEST);
  }

  @Test
  void whateverBytes_areReadOrRefused_andNothingElse() {
    Random random = new Random(9);
    for (int round = 0; round < 20_000; round++) {
      byte[] question = QUESTIONS.get(round % QUESTIONS.size()).encode();
      byte[] answer = ANSWERS.get(round % ANSWERS.size()).encode();
      refusedOrRead(damaged(question, random), EgressQuestion::decode);
      refusedOrRead(damaged(answer, random), EgressAnswer::decode);
      byte[] any = new byte[random.nextInt(60)];
      random.nextBytes(any);
      refusedOrRead(any, EgressQuestion::decode);
      refusedOrRead(any, EgressAnswer::decode);
    }
  }

  private static byte[] damaged(byte[] bytes, Random random) {
    byte[] damaged =
        Arrays.copyOf(bytes, random.nextInt(10) == 0 ? bytes.length / 2 : bytes.length);
    for (int i = random.nextInt(3); i >= 0 && damaged.length > 0; i--) {
      damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
    }
    return damaged;
  }

  /** A breach of the protocol, which ends the stream. */
  private static void refusedOrRead(byte[] bytes, Consumer<byte[]> decode) {
    try {
      decode.accept(bytes);
    } catch (CodecException e) {
      assertThat(e).isNotNull();
    }
  }

  @Test
  void aVersion_isOnlyWhatTheOriginCouldHave() {
    EgressQuestion.Find asked = new EgressQuestion.Find(TestingMember.BUCKET, ORIGIN, KEY);
    StoredVersion right = TestingMember.version(KEY, 10);
    assertThat(EgressChecks.version(asked, EgressAnswer.Found.of(right))).isEqualTo(right);

    OriginId other = OriginId.of("gcs", "x", "y", "");
    refused(asked, learnt(new ObjectBody.Remote(other, KEY.value(), "tag", 1), Map.of()));
    refused(asked, learnt(new ObjectBody.Remote(ORIGIN, KEY.value(), "a\nb", 1), Map.of()));
    refused(asked, right.withBody(new ObjectBody.Dropped(10)));
    refused(
        asked,
        learnt(
            new ObjectBody.Remote(ORIGIN, KEY.value(), "tag", 1), Map.of("a", "x".repeat(3000))));
  }

  private static StoredVersion learnt(ObjectBody.Remote body, Map<String, String> user) {
    return OriginVersions.of(
        KEY, body, Instant.EPOCH, new ETag("tag"), new ObjectMetadata(Map.of(), user));
  }

  private static void refused(EgressQuestion.Find asked, StoredVersion version) {
    assertThatThrownBy(() -> EgressChecks.version(asked, EgressAnswer.Found.of(version)))
        .isInstanceOf(CodecException.class);
  }

  @Test
  void aPage_goesOnWhereItWasAskedTo_andEnds() {
    ListQuery query = new ListQuery("a/", "/", "a/a", 10);
    ObjectListing right = page("a/b", "a/c");
    assertThat(EgressChecks.page(query, right)).isEqualTo(right);

    for (ObjectListing wrong :
        List.of(
            page("a/c", "a/b"),
            page("a/a"),
            page("b"),
            page("a/b", "a/e"),
            new ObjectListing(
                List.of(object("a/b", "no\ttag")), List.of(), List.of(), Optional.empty()),
            new ObjectListing(List.of(), List.of(), List.of(), Optional.of("a/a")),
            new ObjectListing(List.of(), List.of(), List.of("b/"), Optional.empty()))) {
      assertThatThrownBy(() -> EgressChecks.page(query, wrong)).isInstanceOf(CodecException.class);
    }
  }
}
