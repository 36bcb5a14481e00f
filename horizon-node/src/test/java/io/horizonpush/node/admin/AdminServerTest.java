package io.horizonpush.node.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.horizonpush.node.testing.Json;
import io.horizonpush.node.testing.RawHttp.Answer;
import java.io.IOException;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class AdminServerTest extends AdminApiTest {

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1:%d", "localhost:%d", "[::1]:%d"})
  void ownHosts_areServed(String host) throws IOException {
    assertThat(send("GET", "/admin/v1/status", "Host: " + host.formatted(port), token()).status())
        .isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Host: attacker.example",
        "Host: attacker.example:%d",
        "Host: 127.0.0.1",
        "Host: localhost:1",
        "Host: 127.0.0.1:%d\r\nHost: 127.0.0.1:%d",
        "X-No: host"
      })
  void otherHosts_areRefusedEvenWithTheToken(String host) throws IOException {
    Answer status = send("GET", "/admin/v1/status", host.replace("%d", "" + port), token());
    Answer health = send("GET", "/health/live", host.replace("%d", "" + port));

    assertThat(status.status()).isIn(400, 403);
    assertThat(health.status()).isIn(400, 403);
    assertThat(status.body()).doesNotContain("version");
  }

  @ParameterizedTest
  @CsvSource({
    "http://127.0.0.1:%d,200",
    "http://localhost:%d,403",
    "https://127.0.0.1:%d,403",
    "http://attacker.example,403",
    "null,403"
  })
  void origin_mustBeAbsentOrTheHostItself(String origin, int status) throws IOException {
    Answer answer =
        send("GET", "/admin/v1/status", host(), token(), "Origin: " + origin.formatted(port));

    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.headers()).doesNotContain("access-control");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/admin/v1/status",
        "/admin/v1/buckets",
        "/admin/v1/buckets/b-1",
        "/admin/v1/keys",
        "/metrics",
        "/ui/",
        "/"
      })
  void everythingButHealth_needsTheToken(String path) throws IOException {
    assertThat(send("GET", path, host()).status()).isEqualTo(401);
    assertThat(send("GET", path, host(), "Authorization: Bearer wrong").status()).isEqualTo(401);
    assertThat(send("GET", path, host(), "Authorization: Bearer ").status()).isEqualTo(401);
    assertThat(send("GET", path, host(), "Authorization: Basic " + TOKEN).status()).isEqualTo(401);
    assertThat(send("GET", path, host(), token(), token()).status()).isEqualTo(401);
    assertThat(send("GET", path, host()).headers()).contains("www-authenticate: bearer");
  }

  @Test
  void health_needsNoToken_andReadinessFollowsTheNode() throws IOException {
    assertThat(send("GET", "/health/live", host()).status()).isEqualTo(200);
    assertThat(send("GET", "/health/ready", host()).status()).isEqualTo(200);
    control.ready = false;

    assertThat(send("GET", "/health/live", host()).status()).isEqualTo(200);
    assertThat(send("GET", "/health/ready", host()).status()).isEqualTo(503);
    assertThat(send("HEAD", "/health/ready", host()).status()).isEqualTo(503);
    assertThat(send("HEAD", "/health/ready", host()).body()).isEmpty();
  }

  @Test
  void metrics_needNoTokenWhereThatIsSet() throws IOException {
    assertThat(send("GET", "/metrics", host(), token()).body()).contains("jvm_threads");
    server.close();
    server = control.serve(TOKEN, true);
    port = server.address().port();

    assertThat(send("GET", "/metrics", host()).status()).isEqualTo(200);
    assertThat(send("GET", "/admin/v1/status", host()).status()).isEqualTo(401);
  }

  @Test
  void theTokenOfMetrics_readsThem_andNothingElse() throws IOException {
    String shown = "Authorization: Bearer " + TestingControl.METRICS_TOKEN;
    assertThat(send("GET", "/metrics", host(), shown).status()).isEqualTo(200);
    assertThat(send("GET", "/metrics/", host(), shown).status()).isEqualTo(401);
    assertThat(send("GET", "/admin/v1/status", host(), shown).status()).isEqualTo(401);
    assertThat(post("/admin/v1/buckets", "{\"name\":\"made\"}", shown, JSON).status())
        .isEqualTo(401);
    assertThat(control.created).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"text/plain", "application/x-www-form-urlencoded", "multipart/form-data"})
  void aWriteThatAFormCouldSend_isRefused(String type) throws IOException {
    Answer answer =
        post("/admin/v1/buckets", "{\"name\":\"made\"}", token(), "Content-Type: " + type);

    assertThat(answer.status()).isEqualTo(415);
    assertThat(control.created).isEmpty();
  }

  @Test
  void aWriteWithoutTheToken_changesNothing() throws IOException {
    Answer answer = post("/admin/v1/buckets", "{\"name\":\"made\"}", JSON);

    assertThat(answer.status()).isEqualTo(401);
    assertThat(control.created).isEmpty();
  }

  static Stream<Arguments> reads() {
    return Stream.of(
        Arguments.of("/admin/v1/status", "/endpoints/node-id", "the-node-id"),
        Arguments.of("/admin/v1/status", "/state", "ready"),
        Arguments.of("/admin/v1/status", "/storage/problems/0", "read-only: disk full"),
        Arguments.of("/admin/v1/status", "/storage/backlog", "2"),
        Arguments.of("/admin/v1/buckets", "/buckets/0/bucket/name", "b-1"),
        Arguments.of("/admin/v1/buckets", "/buckets/0/bucket/document", "eager"),
        Arguments.of("/admin/v1/buckets", "/buckets/0/usage/noncurrent/bytes", "90"),
        Arguments.of("/admin/v1/buckets/b-1", "/document/id", "the-document-id"),
        Arguments.of("/admin/v1/buckets/b-1", "/usage/current/count", "3"),
        Arguments.of("/admin/v1/buckets/b-1", "/bucket/document", "eager"),
        Arguments.of("/admin/v1/buckets/b-1", "/document/entries", "4"),
        Arguments.of("/admin/v1/buckets/b-1", "/document/backlog", "2"),
        Arguments.of("/admin/v1/buckets/b-1", "/document/set-aside", "1"),
        Arguments.of("/admin/v1/buckets/b-1/objects?key=a%2Fb+%C3%A4", "/key", "a/b ä"),
        Arguments.of("/admin/v1/buckets/b-1/objects?key=k", "/versions/0/kind", "delete-marker"),
        Arguments.of(
            "/admin/v1/buckets/b-1/objects?key=k",
            "/versions/1/written/writer",
            "00".repeat(31) + "aa"),
        Arguments.of(
            "/admin/v1/buckets/b-1/objects?key=k",
            "/versions/1/content/blobs/0/residency",
            "partial"),
        Arguments.of("/admin/v1/keys", "/keys/0/access-key", "ROOT"),
        Arguments.of("/admin/v1/keys", "/keys/0/role", "root"),
        Arguments.of("/admin/v1/keys", "/keys/1/owner/display-name", "user"),
        Arguments.of("/admin/v1/keys", "/keys/1/grants/0", "r:b-1"),
        Arguments.of("/admin/v1/keys", "/keys/1/use/expires", "1970-01-01T00:00:01Z"));
  }

  @ParameterizedTest
  @MethodSource("reads")
  void reads_answerWhatTheNodeSays(String path, String field, String value) throws IOException {
    Answer answer = send("GET", path, host(), token());

    assertThat(answer.status()).isEqualTo(200);
    assertThat(Json.read(answer.body()).at(field).asText()).isEqualTo(value);
    assertThat(post(path, "{}", token(), JSON).status()).isIn(400, 405);
  }

  @ParameterizedTest
  @CsvSource({
    "/admin/v1/gc,{},/removed-blobs,5",
    "/admin/v1/drain,{},/took,PT0.007S",
    "/admin/v1/verify,{\"deep\":true},/findings/0,a finding"
  })
  void actions_needAPost(String path, String body, String field, String value) throws IOException {
    assertThat(send("GET", path, host(), token()).status()).isEqualTo(405);

    Answer answer = post(path, body, token(), JSON);
    assertThat(Json.read(answer.body()).at(field).asText()).isEqualTo(value);
  }

  @Test
  void aNewKey_isAnsweredOnceWithItsSecret() throws IOException {
    Answer answer =
        post(
            "/admin/v1/keys",
            "{\"name\":\"app\",\"grants\":[\"rw:b-1/in/\",\"r:b-1\"],\"lifetime\":\"PT720H\"}",
            token(),
            JSON);

    assertThat(answer.status()).isEqualTo(201);
    JsonNode key = Json.read(answer.body());
    assertThat(key.path("access-key").asText()).isEqualTo("NEW");
    assertThat(key.path("secret-key").asText()).isEqualTo("the-secret");
    assertThat(key.at("/owner/id").asText()).isEqualTo("id-3");
    assertThat(key.at("/owner/display-name").asText()).isEqualTo("app");
    assertThat(control.keys).containsExactly("app [rw:b-1/in/, r:b-1] PT720H");
    assertThat(send("GET", "/admin/v1/keys", host(), token()).body()).doesNotContain("secret");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{}                                      | 'name' is missing",
        "{\"name\":\" \"}                        | name must have",
        "{\"name\":\"a\",\"grants\":[\"x:b-1\"]} | a grant is r:BUCKET",
        "{\"name\":\"a\",\"grants\":[\"rw:\"]}   | a grant is r:BUCKET",
        "{\"name\":\"a\",\"lifetime\":\"PT0S\"} | the lifetime of a key must be positive",
        "{\"name\":\"a\",\"lifetime\":\"30d\"}  | not a time as ISO 8601 writes it: 30d",
        "{\"name\":\"a\",\"lifetime\":\"-PT5M\"} | the lifetime of a key must be positive"
      })
  void aKeyThatMakesNoSense_isRefusedInWords(String asked, String why) throws IOException {
    Answer answer = post("/admin/v1/keys", asked, token(), JSON);

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.body()).contains(why);
    assertThat(control.keys).isEmpty();
  }

  @Test
  void aKey_isRotatedAndRevoked_andAnUnknownOneIs404() throws IOException {
    Answer rotated = post("/admin/v1/keys/USER/rotate", "{}", token(), JSON);
    assertThat(Json.read(rotated.body()).path("secret-key").asText()).isEqualTo("another-secret");
    assertThat(post("/admin/v1/keys/ROOT/rotate", "{}", token(), JSON).status()).isEqualTo(404);
    assertThat(send("GET", "/admin/v1/keys/USER/rotate", host(), token()).status()).isEqualTo(405);
    assertThat(send("DELETE", "/admin/v1/keys/USER", host(), token(), JSON).status())
        .isEqualTo(200);
    assertThat(send("DELETE", "/admin/v1/keys/ROOT", host(), token(), JSON).status())
        .isEqualTo(404);
    assertThat(control.keys).containsExactly("revoked USER", "revoked ROOT");
  }

  @Test
  void aDocumentThatIsNotMadeYet_hasNoId() throws IOException {
    control.document = Optional.empty();

    Answer answer = send("GET", "/admin/v1/buckets/b-1", host(), token());

    assertThat(Json.read(answer.body()).at("/document").has("id")).isFalse();
    assertThat(Json.read(answer.body()).at("/document/backlog").asInt()).isEqualTo(2);
  }

  @Test
  void anUnknownBucket_is404_andAnUnknownPathToo() throws IOException {
    assertThat(send("GET", "/admin/v1/buckets/absent", host(), token()).status()).isEqualTo(404);
    assertThat(send("GET", "/admin/v2/status", host(), token()).status()).isEqualTo(404);
  }

  @Test
  void aBug_is500WithoutItsInsides() throws IOException {
    control.bug = true;

    Answer answer = send("GET", "/admin/v1/keys", host(), token());

    assertThat(answer.status()).isEqualTo(500);
    assertThat(answer.body()).contains("InternalError").doesNotContain("insides", "Exception");
  }

  @Test
  void aBodyOver64KiB_is413() throws IOException {
    Answer answer = post("/admin/v1/buckets", "x".repeat(65 * 1024), token(), JSON);

    assertThat(answer.status()).isEqualTo(413);
  }

  @Test
  void close_freesThePort() throws IOException {
    server.close();

    server = control.serve(port, TOKEN, false);
    assertThat(send("GET", "/health/live", host()).status()).isEqualTo(200);
  }
}
