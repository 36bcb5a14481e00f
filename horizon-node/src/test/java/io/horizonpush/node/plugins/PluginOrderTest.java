package io.horizonpush.node.plugins;

import static org.assertj.core.api.Assertions.assertThat;

import io.horizonpush.s3.api.TestingS3Client.Answer;
import io.horizonpush.s3.request.S3Operation;
import io.horizonpush.wasm.abi.Match;
import io.horizonpush.wasm.testing.TestingEntry;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which plugins a request meets, and in which order. */
class PluginOrderTest {

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

  @Test
  void entries_runByPhaseThenPriorityThenName_andAnswersInReverse() {
    lab.have(
        TestingEntry.of("c", "request", "response").priority(5),
        TestingEntry.of("b", "request", "response").priority(5),
        TestingEntry.of("a", "request", "response").priority(9),
        TestingEntry.of("z", "cache").priority(100).in("lookup", "l").in("store", "s"));

    assertThat(lab.root.get("/bucket/key").text()).isEqualTo("some text");

    assertThat(lab.noted.calls().stream().filter(each -> !each.contains("done")))
        .containsExactly(
            "z cache_lookup",
            "b request",
            "c request",
            "a request",
            "z cache_store",
            "a response",
            "c response",
            "b response");
  }

  @Test
  void anEntry_isToldThatARequestIsOver_whateverBecameOfIt() {
    lab.have(TestingEntry.of("a", "request"));

    lab.root.get("/bucket/key");
    lab.root.get("/bucket/none");

    assertThat(lab.noted.calls())
        .containsExactly(
            "a request", "a measured done", "a done", "a request", "a measured done", "a done");
  }

  @Test
  void anEntry_isMet_whereManifestAndOperatorBothSaySo() {
    lab.have(
        TestingEntry.of("a", "request")
            .field("'match': {'keys': ['logs/*'], 'operations': ['GetObject', 'PutObject']}")
            .narrowed(
                new Match(
                    List.of("bucket"),
                    List.of("*.txt"),
                    Set.of(S3Operation.PUT_OBJECT),
                    List.of(),
                    Match.ALL.size())));

    lab.root.put("/bucket/logs/a.txt", "");
    assertThat(lab.noted.calls()).contains("a request");
    lab.root.get("/bucket/logs/a.txt");
    lab.root.put("/bucket/logs/a.bin", "");
    lab.root.put("/bucket/a.txt", "");
    assertThat(lab.noted.calls()).isEmpty();
  }

  @Test
  void contentTypeAndSize_areTheRequestsBefore_andTheObjectsBehindTheOperation() {
    lab.have(
        TestingEntry.of("a", "request", "response")
            .field("'match': {'content-types': ['text/*'], 'size': {'min': '4B', 'max': '8B'}}"));

    lab.root.send("PUT", "/bucket/k", Map.of("content-type", "text/plain"), new byte[5]);
    assertThat(lab.noted.calls()).contains("a request", "a response");
    lab.root.send("PUT", "/bucket/l", Map.of("content-type", "text/plain"), new byte[9]);
    lab.root.send("PUT", "/bucket/l", Map.of("content-type", "image/png"), new byte[5]);
    assertThat(lab.noted.calls()).isEmpty();
    lab.root.get("/bucket/k");
    assertThat(lab.noted.calls()).contains("a response").doesNotContain("a request");
    lab.root.send("GET", "/bucket/k", Map.of("range", "bytes=0-0"), new byte[0]);
    assertThat(lab.noted.calls()).contains("a response");
    lab.root.get("/bucket/l");
    assertThat(lab.noted.calls()).isEmpty();
  }

  /** Otherwise whoever asks for another type in the head gets past a plugin. */
  @Test
  void theTypeOfAnObject_isTheStoredOne_whateverItsClientWantsToSee() {
    lab.have(
        TestingEntry.of("a", "response")
            .in("response", "d")
            .field("'match': {'content-types': ['text/*']}"));
    lab.root.send("PUT", "/bucket/k", Map.of("content-type", "text/plain"), new byte[5]);

    Answer answer = lab.root.get("/bucket/k?response-content-type=image%2Fpng");

    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.errorCode()).isEqualTo("SlowDown");
  }

  @Test
  void anEntryThatSkips_isNotCalledAgain_butToldOfTheEnd() {
    lab.have(TestingEntry.of("a", "request", "response").in("request", "s"));

    lab.root.get("/bucket/key");

    assertThat(lab.noted.calls()).containsExactly("a request", "a measured done", "a done");
  }

  @Test
  void anAnswerOfAPlugin_passesThoseBeforeIt_andNoOperation() {
    lab.have(
        TestingEntry.of("a", "request", "response").in("response", "h"),
        TestingEntry.of("b", "request", "response").in("request", "r"),
        TestingEntry.of("c", "request", "response"));

    Answer answer = lab.root.put("/bucket/new", "text");

    assertThat(answer.status()).isEqualTo(299);
    assertThat(answer.text()).isEqualTo("made by a plugin");
    assertThat(answer.header("x-by")).isEqualTo("a");
    assertThat(lab.noted.calls().stream().filter(each -> !each.contains("done")))
        .containsExactly("a request", "b request", "a response");
    lab.have();
    assertThat(lab.root.get("/bucket/new").status()).isEqualTo(404);
  }

  @Test
  void anAnswerInTheAnswersPlace_isSeenByThoseFurtherOut() {
    lab.have(
        TestingEntry.of("a", "response").in("response", "p").in("to", "11"),
        TestingEntry.of("b", "response").in("response", "r"));

    Answer answer = lab.root.get("/bucket/key");

    assertThat(answer.status()).isEqualTo(299);
    assertThat(answer.text()).isEqualTo("made by a plugin");
    assertThat(answer.header("x-by")).isEqualTo("299");
  }

  @Test
  void anError_reachesPlugins_whoMayChangeItsHeadOrAnswerInItsPlace() {
    lab.have(TestingEntry.of("a", "response").in("response", "p").in("to", "12"));
    Answer error = lab.root.get("/bucket/none");
    assertThat(error.errorCode()).isEqualTo("NoSuchKey");
    assertThat(error.header("x-by")).isEqualTo("NoSuchKey");

    lab.have(TestingEntry.of("a", "response").in("response", "r"));
    assertThat(lab.root.get("/bucket/none").status()).isEqualTo(299);
  }

  /** What a plugin says about a GET has to be said about a HEAD as well. */
  @Test
  void whoChangesAnswersToGet_isAskedAboutHead() {
    lab.have(
        TestingEntry.of("a", "response")
            .in("response", "h")
            .field("'match': {'operations': ['GetObject']}"));

    assertThat(lab.root.send("HEAD", "/bucket/key").header("x-by")).isEqualTo("a");
  }

  @Test
  void metadata_thatAPluginSets_isStored() {
    lab.have(TestingEntry.of("a", "request").in("request", "h"));

    lab.root.put("/bucket/k", "text");

    lab.have();
    assertThat(lab.root.send("HEAD", "/bucket/k").header("x-amz-meta-by")).isEqualTo("a");
  }

  @Test
  void aRewriting_movesTheRequest_andWhatIsForTheNewObjectIsMet() {
    lab.have(
        TestingEntry.of("a", "request").in("request", "w").in("to", "key").grant("http.rewrite"),
        TestingEntry.of("b", "response")
            .response("write")
            .in("body", "u")
            .field("'match': {'keys': ['key']}"));

    assertThat(lab.root.get("/bucket/other").text()).isEqualTo("SOME TEXT");
  }

  @Test
  void aBlobOfAPlugin_isAnsweredWith_andGivenInParts() {
    lab.have(TestingEntry.of("a", "request").in("request", "a").grant("blobs.write=1MiB"));

    Answer all = lab.root.get("/bucket/none");
    assertThat(all.text()).isEqualTo("from a blob");
    Answer part =
        lab.root.send(
            "GET",
            "/bucket/none",
            Map.of("range", "bytes=5-", "if-match", all.header("etag")),
            new byte[0]);
    assertThat(part.status()).isEqualTo(206);
    assertThat(part.text()).isEqualTo("a blob");
    assertThat(part.header("content-range")).isEqualTo("bytes 5-10/11");
    assertThat(lab.root.send("HEAD", "/bucket/none").header("content-length")).isEqualTo("11");
  }

  @Test
  void aPlugin_thatMayReadBlobs_seesWhichOneAnObjectIs() {
    lab.have(TestingEntry.of("a", "response").in("response", "o").grant("blobs.read"));
    lab.root.put("/bucket/large", new byte[300_000]);

    lab.root.get("/bucket/large");
    assertThat(lab.chain.log("a", 0)).extracting(each -> each.text()).containsExactly("made");
  }
}
