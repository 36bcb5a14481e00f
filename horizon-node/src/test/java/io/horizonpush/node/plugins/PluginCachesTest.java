package io.horizonpush.node.plugins;

import static org.assertj.core.api.Assertions.assertThat;

import io.horizonpush.s3.api.TestingS3Client.Answer;
import io.horizonpush.wasm.testing.TestingEntry;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Answers that plugins keep. */
class PluginCachesTest {

  @TempDir private Path directory;
  private PluginLab lab;

  @BeforeEach
  void start() {
    lab = new PluginLab(directory);
    lab.root.put("/bucket/key", "some text");
  }

  @AfterEach
  void stop() {
    assertThat(lab.used()).isZero();
    lab.close();
  }

  private static TestingEntry keeping() {
    return TestingEntry.of("a", "cache").in("lookup", "l").in("store", "s");
  }

  @Test
  void anAnswer_thatIsKept_isGivenWithoutTheOperation() {
    lab.have(keeping(), TestingEntry.of("b", "request", "response").in("response", "h"));
    Answer first = lab.root.get("/bucket/key");
    lab.noted.calls();
    lab.root.put("/bucket/key", "other text"); // Of which the plugin does not know.
    lab.noted.calls();

    Answer second = lab.root.get("/bucket/key");

    assertThat(second.text()).isEqualTo("some text");
    assertThat(second.header("etag")).isEqualTo(first.header("etag"));
    assertThat(second.header("x-by")).isEqualTo("b");
    assertThat(lab.noted.calls()).contains("b response").doesNotContain("b request");
  }

  @Test
  void aKeptAnswer_isGivenInParts_andUnderConditions() {
    lab.have(keeping());
    String tag = lab.root.get("/bucket/key").header("etag");

    Answer part = lab.root.send("GET", "/bucket/key", Map.of("range", "bytes=5-"), new byte[0]);
    assertThat(part.text()).isEqualTo("text");
    assertThat(part.header("content-range")).isEqualTo("bytes 5-8/9");
    assertThat(
            lab.root.send("GET", "/bucket/key", Map.of("if-none-match", tag), new byte[0]).status())
        .isEqualTo(304);
    assertThat(lab.root.send("HEAD", "/bucket/key").header("content-length")).isEqualTo("9");
  }

  @Test
  void whatIsKept_isTheOperationsAnswer_andWrittenAnew() {
    lab.have(
        keeping(),
        TestingEntry.of("b", "response").response("write").in("body", "u").in("response", "h"));

    assertThat(lab.root.get("/bucket/key").text()).isEqualTo("SOME TEXT");
    Answer second = lab.root.get("/bucket/key");
    assertThat(second.text()).isEqualTo("SOME TEXT");

    lab.have(keeping());
    Answer plain = lab.root.get("/bucket/key");
    assertThat(plain.text()).isEqualTo("some text");
    assertThat(plain.header("x-by")).isEmpty();
  }

  /** A change is in effect at once, and a rollback is no use if what it is to undo goes on. */
  @Test
  void whatAnEarlierVersionKept_isForgotten_andWhatIsUnchangedKeepsItsAnswers() {
    lab.have(keeping());
    lab.root.get("/bucket/key");
    lab.root.put("/bucket/key", "other text");
    lab.have(keeping(), TestingEntry.of("b", "response"));
    assertThat(lab.root.get("/bucket/key").text()).isEqualTo("some text");

    lab.have(keeping().instances(3), TestingEntry.of("b", "response"));

    assertThat(lab.root.get("/bucket/key").text()).isEqualTo("other text");
  }

  @Test
  void apart_anError_andAHead_areNotKept() {
    lab.have(keeping());

    lab.root.send("GET", "/bucket/key", Map.of("range", "bytes=0-3"), new byte[0]);
    lab.root.send("HEAD", "/bucket/key");
    lab.root.get("/bucket/none");

    lab.root.put("/bucket/key", "other text");
    lab.root.put("/bucket/none", "there now");
    assertThat(lab.root.get("/bucket/key").text()).isEqualTo("other text");
    assertThat(lab.root.get("/bucket/none").text()).isEqualTo("there now");
  }

  @Test
  void aTag_thatIsInvalidated_isForgotten() {
    lab.have(keeping().in("response", "i"), TestingEntry.of("b", "response"));
    lab.root.get("/bucket/key");
    lab.root.put("/bucket/key", "other text");
    assertThat(lab.root.get("/bucket/key").text()).isEqualTo("some text");

    lab.have(
        TestingEntry.of("a", "cache", "response")
            .in("lookup", "l")
            .in("store", "s")
            .in("response", "i"));
    lab.root.put("/bucket/key", "third text");

    assertThat(lab.root.get("/bucket/key").text()).isEqualTo("third text");
  }

  @Test
  void aListing_isKeptLikeAnObject() {
    lab.have(TestingEntry.of("a", "cache").in("lookup", "c").in("store", "s"));
    String first = lab.root.get("/bucket?list-type=2").text();
    lab.root.put("/bucket/another", "text");

    assertThat(first).contains("<Key>key</Key>");
    Answer second = lab.root.get("/bucket?list-type=2");
    assertThat(second.text()).isEqualTo(first);
    assertThat(second.header("content-type")).isEqualTo("application/xml");
  }

  @Test
  void anObject_thatThePluginIsNotFor_isNotKept() {
    lab.have(keeping().field("'match': {'content-types': ['image/*']}"));
    lab.root.get("/bucket/key");
    assertThat(lab.noted.calls()).contains("a cache_lookup").doesNotContain("a cache_store");
    lab.root.put("/bucket/key", "other text");

    assertThat(lab.root.get("/bucket/key").text()).isEqualTo("other text");
  }

  @Test
  void aBlob_thatAPluginHas_isAHit() {
    lab.have(TestingEntry.of("a", "cache").in("lookup", "h").grant("blobs.write=1MiB"));

    assertThat(lab.root.get("/bucket/none").text()).isEqualTo("from a blob");
  }

  /** A plugin that takes the same key for all must not carry bytes from one bucket to another. */
  @Test
  void anAnswerOfOneBucket_isNotGivenForAnother() {
    lab.root.send("PUT", "/second");
    lab.root.put("/second/key", "of the second");
    lab.have(TestingEntry.of("a", "cache").in("lookup", "c").in("store", "s"));
    lab.root.get("/bucket/key");

    assertThat(lab.root.get("/second/key").text()).isEqualTo("of the second");
  }
}
