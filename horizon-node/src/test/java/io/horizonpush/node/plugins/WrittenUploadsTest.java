package io.horizonpush.node.plugins;

import static org.assertj.core.api.Assertions.assertThat;

import io.horizonpush.s3.api.TestingS3Client.Answer;
import io.horizonpush.wasm.chain.OnError;
import io.horizonpush.wasm.testing.TestingEntry;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What S3 promises about bytes that plugins see or write on their way to the store. */
class WrittenUploadsTest {

  @TempDir private Path directory;
  private PluginLab lab;

  @BeforeEach
  void start() {
    lab = new PluginLab(directory);
  }

  @AfterEach
  void stop() {
    assertThat(lab.used()).isZero();
    lab.close();
  }

  private static TestingEntry writing(String letter) {
    return TestingEntry.of("a", "request").request("write").in("body", letter);
  }

  private String stored(String key) {
    lab.have();
    return lab.root.get("/bucket/" + key).text();
  }

  private static byte[] md5(String text) throws Exception {
    return MessageDigest.getInstance("MD5").digest(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void whatAPluginWrites_isStored_andTheAnswerSaysSo() throws Exception {
    lab.have(writing("u"));

    Answer answer = lab.root.put("/bucket/key", "some text");

    assertThat(answer.header("etag"))
        .isEqualTo('"' + HexFormat.of().formatHex(md5("SOME TEXT")) + '"');
    assertThat(stored("key")).isEqualTo("SOME TEXT");
  }

  @Test
  void anUpload_thatBecomesLonger_isStoredWhole() {
    lab.have(writing("d"));

    lab.root.put("/bucket/key", "abc".repeat(100_000));

    assertThat(stored("key")).hasSize(600_000);
  }

  @Test
  void aPromiseOfTheClient_isHeldAgainstWhatItSent_andTheEndIsNotReportedWhenItIsBroken()
      throws Exception {
    lab.have(writing("n"));
    String right = Base64.getEncoder().encodeToString(md5("some text"));
    String wrong = Base64.getEncoder().encodeToString(md5("SOME TEXT"));

    Answer refused = put(Map.of("content-md5", wrong));
    assertThat(refused.errorCode()).isEqualTo("BadDigest");
    assertThat(lab.noted.calls().stream().filter("a request_body"::equals)).hasSize(1);
    Answer taken = put(Map.of("content-md5", right));

    assertThat(taken.status()).isEqualTo(200);
    assertThat(stored("key")).isEqualTo("done");
  }

  private Answer put(Map<String, String> headers) {
    return lab.root.send(
        "PUT", "/bucket/key", headers, "some text".getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void aPlugin_thatReads_changesNothing_andChecksumsStay() {
    lab.have(TestingEntry.of("a", "request").request("read"));

    lab.root.send(
        "PUT",
        "/bucket/key",
        Map.of("x-amz-checksum-crc32c", "yZRlqg=="),
        "hello world".getBytes(StandardCharsets.UTF_8));

    assertThat(lab.chain.log("a", 0)).hasSize(1);
    lab.have();
    Answer stored =
        lab.root.send("GET", "/bucket/key", Map.of("x-amz-checksum-mode", "ENABLED"), new byte[0]);
    assertThat(stored.text()).isEqualTo("hello world");
    assertThat(stored.header("x-amz-checksum-crc32c")).isEqualTo("yZRlqg==");
  }

  @Test
  void anAnswer_inTheMiddleOfABody_leavesNothingStored() {
    for (String access : new String[] {"read", "write"}) {
      lab.have(TestingEntry.of("a", "request").request(access).in("body", "R"));

      Answer answer = lab.root.put("/bucket/key", "x".repeat(200_000));

      assertThat(answer.status()).isEqualTo(299);
      assertThat(answer.text()).isEqualTo("made by a plugin");
      lab.have();
      assertThat(lab.root.get("/bucket/key").status()).isEqualTo(404);
    }
  }

  @Test
  void aFailure_isThatOfItsEntrysPolicy_andHalfABodyIsNotStored() {
    lab.have(writing("t"));
    assertThat(lab.root.put("/bucket/key", "text").errorCode()).isEqualTo("ServiceUnavailable");
    lab.have(writing("e").onError(OnError.FAIL_OPEN));
    assertThat(lab.root.put("/bucket/key", "text").errorCode()).isEqualTo("ServiceUnavailable");
    lab.have();
    assertThat(lab.root.get("/bucket/key").status()).isEqualTo(404);

    lab.have(writing("t").onError(OnError.FAIL_OPEN));
    assertThat(lab.root.put("/bucket/key", "text").status()).isEqualTo(200);
    assertThat(stored("key")).isEqualTo("text");
  }

  @Test
  void anUploadInParts_isRefused_byAPluginThatNeedsTheWhole() {
    String upload = begin("other");
    lab.have(writing("u").field("'match': {'operations': ['PutObject']}"));

    for (String[] step :
        new String[][] {
          {"POST", "/bucket/key?uploads"},
          {"PUT", "/bucket/other?partNumber=1&uploadId=" + upload}
        }) {
      Answer answer = lab.root.send(step[0], step[1]);
      assertThat(answer.status()).isEqualTo(501);
      assertThat(answer.element("Message"))
          .hasValueSatisfying(it -> assertThat(it).contains(" a "));
    }
  }

  private String begin(String key) {
    return lab.root.send("POST", "/bucket/" + key + "?uploads").element("UploadId").orElseThrow();
  }

  @Test
  void anUploadInParts_isWrittenPartByPart_whereThePluginSaysSo() {
    lab.have(
        writing("u")
            .field("'match': {'operations': ['PutObject']}")
            .field("'multipart': 'per-part'"));
    String upload = begin("key");

    String tag =
        lab.root.put("/bucket/key?partNumber=1&uploadId=" + upload, "some text").header("etag");
    Answer completed =
        lab.root.post(
            "/bucket/key?uploadId=" + upload,
            "<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>%s</ETag></Part>"
                    .formatted(tag.replace("\"", "&quot;"))
                + "</CompleteMultipartUpload>");

    assertThat(completed.status()).isEqualTo(200);
    assertThat(stored("key")).isEqualTo("SOME TEXT");
  }

  @Test
  void aDocument_thatIsNoObject_isNoPluginsBody() {
    lab.have(writing("u"));

    Answer answer =
        lab.root.put(
            "/bucket?tagging",
            "<Tagging><TagSet><Tag><Key>a</Key><Value>b</Value></Tag></TagSet></Tagging>");

    assertThat(answer.status()).isEqualTo(204);
    assertThat(lab.noted.calls()).doesNotContain("a request_body");
  }

  @Test
  void aBlob_thatAPluginPutsInThePlaceOfTheBody_isStored_onceTheBodyIsVerified() throws Exception {
    lab.have(TestingEntry.of("a", "request").in("request", "m").grant("blobs.write=1MiB"));
    String wrong = Base64.getEncoder().encodeToString(md5("another text"));

    assertThat(put(Map.of("content-md5", wrong)).errorCode()).isEqualTo("BadDigest");
    assertThat(put(Map.of()).status()).isEqualTo(200);

    assertThat(stored("key")).isEqualTo("from a blob");
  }
}
