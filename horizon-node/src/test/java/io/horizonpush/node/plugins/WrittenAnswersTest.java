package io.horizonpush.node.plugins;

import static org.assertj.core.api.Assertions.assertThat;

import io.horizonpush.s3.api.TestingS3Client.Answer;
import io.horizonpush.wasm.chain.OnError;
import io.horizonpush.wasm.testing.TestingEntry;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What S3 promises about objects that plugins write on their way to clients. */
class WrittenAnswersTest {

  private static final String TEXT = "some text that is read";
  private static final Map<String, String> TYPED = Map.of("content-type", "text/plain");

  @TempDir private Path directory;
  private PluginLab lab;

  @BeforeEach
  void start() {
    lab = new PluginLab(directory);
    put("key", TEXT.getBytes(StandardCharsets.UTF_8));
  }

  @AfterEach
  void stop() {
    assertThat(lab.used()).isZero();
    lab.close();
  }

  private void put(String key, byte[] bytes) {
    assertThat(lab.root.send("PUT", "/bucket/" + key, TYPED, bytes).status()).isEqualTo(200);
  }

  private Answer get(Map<String, String> headers) {
    return lab.root.send("GET", "/bucket/key", headers, new byte[0]);
  }

  private Answer head() {
    return lab.root.send("HEAD", "/bucket/key");
  }

  private static TestingEntry upper(String name) {
    return TestingEntry.of(name, "response")
        .response("write")
        .in("body", "u")
        .field("'length': 'preserving'");
  }

  private static TestingEntry doubling(String name) {
    return TestingEntry.of(name, "response").response("write").in("body", "d");
  }

  private static String upper() {
    return TEXT.toUpperCase(Locale.ROOT);
  }

  @Test
  void anObject_hasTheBytesThatThePluginWrites_alsoALongOne() {
    lab.have(upper("a"));
    byte[] bytes = new byte[3_000_001];
    new Random(1).nextBytes(bytes);
    put("long", bytes);

    assertThat(get(Map.of()).text()).isEqualTo(upper());
    byte[] expected = bytes.clone();
    for (int i = 0; i < expected.length; i++) {
      if (expected[i] >= 'a' && expected[i] <= 'z') {
        expected[i] = (byte) (expected[i] - 32);
      }
    }
    assertThat(lab.root.get("/bucket/long").body()).isEqualTo(expected);
  }

  @Test
  void plugins_writeOneBehindTheOther_theLastOfTheChainFirst() {
    lab.have(
        TestingEntry.of("a", "response").response("write").in("body", "x"),
        TestingEntry.of("b", "response").response("write").in("body", "d"));

    // "b" doubles it in two pieces, before each of which "a" sets its mark.
    assertThat(get(Map.of()).text()).isEqualTo("x" + TEXT + "x" + TEXT + "x");
  }

  @Test
  void itsTag_isItsOwn_andChangesWithObjectPluginAndSettings() {
    String stored = get(Map.of()).header("etag");
    lab.have(upper("a"));
    String written = get(Map.of()).header("etag");
    assertThat(written).matches("\"[0-9a-f]{32}-1\"").isNotEqualTo(stored);
    assertThat(get(Map.of()).header("etag")).isEqualTo(written);

    lab.have(upper("a").in("to", "other"));
    String otherSettings = get(Map.of()).header("etag");
    lab.have(upper("a").version("-rc1"));
    String otherPlugin = get(Map.of()).header("etag");
    lab.have(upper("a"));
    put("key", "other text".getBytes(StandardCharsets.UTF_8));
    String otherObject = get(Map.of()).header("etag");

    assertThat(java.util.Set.of(written, otherSettings, otherPlugin, otherObject)).hasSize(4);
    put("key", TEXT.getBytes(StandardCharsets.UTF_8));
    assertThat(get(Map.of()).header("etag")).isEqualTo(written);
  }

  @Test
  void checksums_areOfStoredBytes_andNotSent() {
    lab.root.send(
        "PUT",
        "/bucket/key",
        Map.of("x-amz-checksum-crc32c", "yZRlqg==", "content-type", "text/plain"),
        "hello world".getBytes(StandardCharsets.UTF_8));
    Map<String, String> wanted = Map.of("x-amz-checksum-mode", "ENABLED");
    assertThat(get(wanted).header("x-amz-checksum-crc32c")).isEqualTo("yZRlqg==");

    lab.have(upper("a"));

    assertThat(get(wanted).header("x-amz-checksum-crc32c")).isEmpty();
    assertThat(get(wanted).text()).isEqualTo("HELLO WORLD");
  }

  @Test
  void head_saysWhatGetWould_andLearnsALengthThatChanges() {
    for (TestingEntry entry : new TestingEntry[] {upper("a"), doubling("a")}) {
      lab.have(entry);

      Answer head = head();
      Answer get = get(Map.of());

      assertThat(head.status()).isEqualTo(200);
      assertThat(head.header("content-length")).isEqualTo(Integer.toString(get.body().length));
      assertThat(get.header("content-length")).isEqualTo(head.header("content-length"));
      for (String name : new String[] {"etag", "content-type", "last-modified", "accept-ranges"}) {
        assertThat(head.header(name)).isNotEmpty().isEqualTo(get.header(name));
      }
    }
  }

  @Test
  void aLongObject_whoseLengthIsNotKnown_isChunked_andHasALengthOnceItWasRead() {
    lab.have(doubling("a"));
    put("key", new byte[1_000_000]);

    Answer first = get(Map.of());
    Answer second = get(Map.of());

    assertThat(first.header("transfer-encoding")).isEqualTo("chunked");
    assertThat(first.body()).hasSize(2_000_000);
    assertThat(second.header("content-length")).isEqualTo("2000000");
    assertThat(head().header("content-length")).isEqualTo("2000000");
  }

  @Test
  void aRange_isOfTheBytesThatTheClientSees() {
    for (TestingEntry entry : new TestingEntry[] {upper("a"), doubling("a")}) {
      lab.have(entry);
      String all = get(Map.of()).text();
      lab.have(); // So that a length that was learnt does not help.
      lab.have(entry.in("to", "again"));

      Answer part = get(Map.of("range", "bytes=5-9"));
      assertThat(part.status()).isEqualTo(206);
      assertThat(part.text()).isEqualTo(all.substring(5, 10));
      assertThat(part.header("content-range")).isEqualTo("bytes 5-9/" + all.length());
      assertThat(part.header("content-length")).isEqualTo("5");
      assertThat(get(Map.of("range", "bytes=-4")).text())
          .isEqualTo(all.substring(all.length() - 4));
      Answer behind = get(Map.of("range", "bytes=" + all.length() + "-"));
      assertThat(behind.status()).isEqualTo(416);
      assertThat(behind.errorCode()).isEqualTo("InvalidRange");
    }
  }

  @Test
  void aRange_deepInALongObject_isRight_andEndsEarly() {
    lab.have(upper("a"));
    put("key", "abcdefgh".repeat(200_000).getBytes(StandardCharsets.UTF_8));

    Answer part = get(Map.of("range", "bytes=800001-800004"));

    assertThat(part.text()).isEqualTo("BCDE");
    assertThat(part.header("content-range")).isEqualTo("bytes 800001-800004/1600000");
  }

  @Test
  void partNumbers_areOfOnePart() {
    lab.have(upper("a"));

    Answer one = lab.root.get("/bucket/key?partNumber=1");
    assertThat(one.status()).isEqualTo(206);
    assertThat(one.text()).isEqualTo(upper());
    assertThat(lab.root.get("/bucket/key?partNumber=2").errorCode()).isEqualTo("InvalidPartNumber");
  }

  @Test
  void conditions_areComparedWithTheTagThatTheClientSees() {
    String stored = get(Map.of()).header("etag");
    String date = get(Map.of()).header("last-modified");
    lab.have(upper("a"));
    String written = get(Map.of()).header("etag");

    Answer same = get(Map.of("if-none-match", written));
    assertThat(same.status()).isEqualTo(304);
    assertThat(same.header("etag")).isEqualTo(written);
    assertThat(get(Map.of("if-none-match", stored)).text()).isEqualTo(upper());
    assertThat(get(Map.of("if-match", written)).text()).isEqualTo(upper());
    assertThat(get(Map.of("if-match", stored)).errorCode()).isEqualTo("PreconditionFailed");
    assertThat(get(Map.of("if-modified-since", date)).status()).isEqualTo(304);
    assertThat(get(Map.of("if-unmodified-since", date)).status()).isEqualTo(200);
    assertThat(
            lab.root
                .send("HEAD", "/bucket/key", Map.of("if-none-match", written), new byte[0])
                .status())
        .isEqualTo(304);
    assertThat(get(Map.of("range", "bytes=0-3", "if-range", written)).text())
        .isEqualTo(upper().substring(0, 4));
    assertThat(get(Map.of("range", "bytes=0-3", "if-range", stored)).text()).isEqualTo(upper());
  }

  @Test
  void whatIsNeverTheSameTwice_hasNoLengthInHead_andNoRanges() {
    lab.have(doubling("a").field("'deterministic': false"));

    assertThat(head().header("content-length")).isEmpty();
    assertThat(head().status()).isEqualTo(200);
    assertThat(get(Map.of()).text()).isEqualTo(TEXT + TEXT);
    assertThat(get(Map.of("range", "bytes=0-3")).errorCode()).isEqualTo("NotImplemented");
    assertThat(lab.root.get("/bucket/key?partNumber=1").errorCode()).isEqualTo("NotImplemented");
  }

  @Test
  void anObject_thatThePluginIsNotFor_goesUntouched_inPartsToo() {
    String stored = get(Map.of()).header("etag");
    lab.have(upper("a").field("'match': {'content-types': ['image/*']}"));

    Answer part = get(Map.of("range", "bytes=5-8", "if-match", stored));

    assertThat(part.status()).isEqualTo(206);
    assertThat(part.text()).isEqualTo("text");
    assertThat(part.header("etag")).isEqualTo(stored);
    assertThat(lab.noted.calls()).isEmpty();
  }

  @Test
  void anObject_thatThePluginSkips_goesUntouched() {
    String stored = get(Map.of()).header("etag");
    lab.have(upper("a").in("response", "s"));

    Answer part = get(Map.of("range", "bytes=5-8", "if-match", stored));

    assertThat(part.status()).isEqualTo(206);
    assertThat(part.text()).isEqualTo("text");
    assertThat(part.header("etag")).isEqualTo(stored);
    assertThat(head().header("etag")).isEqualTo(stored);
  }

  @Test
  void aPlugin_seesTheHeadOfAllOfTheObject_withTheTagThatTheClientSees() {
    lab.have(upper("a").in("response", "p").in("to", "13"));
    Answer part = get(Map.of("range", "bytes=0-0"));
    assertThat(part.header("x-by")).isEqualTo(part.header("etag"));

    lab.have(upper("a").in("response", "p").in("to", "11"));
    assertThat(get(Map.of("range", "bytes=0-0")).header("x-by")).isEqualTo("200");
  }

  @Test
  void copies_areOfStoredBytes() {
    lab.have(upper("a").field("'match': {'operations': ['GetObject']}"));

    lab.root.send("PUT", "/bucket/copy", Map.of("x-amz-copy-source", "/bucket/key"), new byte[0]);

    lab.have();
    assertThat(lab.root.get("/bucket/copy").text()).isEqualTo(TEXT);
  }

  @Test
  void anEmptyObject_meetsItsEnd() {
    put("key", new byte[0]);
    lab.have(TestingEntry.of("a", "response").response("write").in("body", "n"));

    assertThat(get(Map.of()).text()).isEqualTo("done");
    assertThat(head().header("content-length")).isEqualTo("4");
  }

  @Test
  void aVerdictAboutBytes_isAnAnswer_whileTheHeadIsHeldBack() {
    put("key", new byte[500_000]);
    lab.have(TestingEntry.of("a", "response").response("write").in("body", "r"));

    Answer answer = get(Map.of());

    assertThat(answer.status()).isEqualTo(299);
    assertThat(answer.text()).isEqualTo("made by a plugin");
    assertThat(answer.header("etag")).isEmpty();
  }

  @Test
  void whatIsHeldBackAndLetGo_comesWhole() {
    byte[] bytes = new byte[500_000];
    new Random(2).nextBytes(bytes);
    put("key", bytes);
    lab.have(TestingEntry.of("a", "response").response("write").in("body", "h"));

    assertThat(get(Map.of()).body()).isEqualTo(bytes);
  }

  @Test
  void moreThanAPluginMayHoldBack_isItsFailure() {
    put("key", new byte[500_000]);
    lab.have(
        TestingEntry.of("a", "response")
            .response("write")
            .in("body", "h")
            .field("'hold': '100KiB'"));

    assertThat(get(Map.of()).errorCode()).isEqualTo("ServiceUnavailable");
    assertThat(lab.noted.failures()).containsExactly("a bad-result");
  }

  @Test
  void aPlugin_thatReads_seesTheBytes_whichStayWhatTheyAre() {
    String stored = get(Map.of()).header("etag");
    lab.have(TestingEntry.of("a", "response").response("read"));

    Answer all = get(Map.of());
    assertThat(all.text()).isEqualTo(TEXT);
    assertThat(all.header("etag")).isEqualTo(stored);
    assertThat(get(Map.of("range", "bytes=5-8")).text()).isEqualTo("text");
    assertThat(lab.noted.calls().stream().filter("a response_body"::equals)).hasSize(4);
    assertThat(lab.chain.log("a", 0)).hasSize(2);
  }

  @Test
  void aFailure_beforeAnythingLeft_isThatOfItsEntrysPolicy() {
    String stored = get(Map.of()).header("etag");
    for (String when : new String[] {"t", "E"}) {
      put("key", new byte[200_000]);
      TestingEntry entry = TestingEntry.of("a", "response").response("write").in("body", when);
      lab.have(entry.onError(OnError.FAIL_CLOSED));
      assertThat(get(Map.of()).errorCode()).isEqualTo("ServiceUnavailable");

      lab.have(entry.onError(OnError.BYPASS_AND_ALARM));
      Answer open = get(Map.of());
      assertThat(open.body()).isEqualTo(new byte[200_000]);
      assertThat(open.header("etag")).doesNotEndWith("-1\"");
      assertThat(lab.noted.alarms()).contains("a");
    }
    assertThat(stored).isNotEmpty();
  }

  /** A body that ends early and well would be taken for the whole. */
  @Test
  void aFailure_behindTheFirstBytes_breaksTheAnswerOff() {
    put("key", new byte[1_000_000]);
    for (OnError policy : OnError.values()) {
      lab.have(TestingEntry.of("a", "response").response("write").in("body", "e").onError(policy));
      org.assertj.core.api.Assertions.assertThatThrownBy(() -> get(Map.of()))
          .isInstanceOf(java.io.UncheckedIOException.class);
    }
  }

  /** One piece that becomes gigabytes would fill the heap. */
  @Test
  void aPlugin_thatMakesMuchOfLittle_behindAnother_isStopped() {
    lab.have(
        TestingEntry.of("a", "response").response("write").in("body", "g"),
        TestingEntry.of("b", "response").response("write").in("body", "g"));

    assertThat(get(Map.of()).errorCode()).isEqualTo("ServiceUnavailable");
    assertThat(lab.noted.failures()).containsExactly("a bad-result");
  }
}
