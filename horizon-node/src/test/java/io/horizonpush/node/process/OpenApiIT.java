package io.horizonpush.node.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.horizonpush.node.plugins.ExamplePlugins;
import io.horizonpush.node.testing.ApiDescription;
import io.horizonpush.node.testing.Json;
import io.horizonpush.node.testing.Request;
import io.horizonpush.node.testing.Wire;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Iterator;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Holds running nodes against {@code docs/openapi.yaml}: every route, what it answers, errors. */
class OpenApiIT {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String NONE = "{}";

  /** Only versions that lost can be decided about, which takes two nodes that write apart. */
  private static final String RESOLVE = "POST /admin/v1/buckets/{bucket}/resolve";

  /** The other node takes seconds to fetch it, so that there is something to hold up. */
  private static final int LONG = 6 << 20;

  @TempDir private static Path folder;
  private static NodeUnderTest one;
  private static NodeUnderTest two;
  private static HttpClient http;

  private final ApiDescription api = ApiDescription.read();

  @BeforeAll
  static void start() {
    one = NodeUnderTest.start(folder.resolve("one"));
    two = NodeUnderTest.start(folder.resolve("two"), "--set", "transfer.rate.down=1MiB");
    http = HttpClient.newHttpClient();
  }

  @AfterAll
  static void stop() {
    http.close();
    one.close();
    two.close();
  }

  private static String token(NodeUnderTest node) throws IOException {
    return Files.readString(node.dataDirectory().resolve("admin.token")).strip();
  }

  private static HttpRequest.Builder request(NodeUnderTest node, String path) throws IOException {
    return HttpRequest.newBuilder(URI.create(node.admin() + path))
        .timeout(PATIENCE)
        .header("Authorization", "Bearer " + token(node));
  }

  /** Asks a node, and holds the answer against the file. */
  private JsonNode ask(NodeUnderTest node, String route, String path, String body, int status)
      throws Exception {
    HttpResponse<String> answer = send(request(node, path), route, body);
    check(route, answer);
    assertThat(answer.statusCode()).as("%s: %s", route, answer.body()).isEqualTo(status);
    return answer.headers().firstValue("content-type").orElseThrow().startsWith("application/json")
        ? Json.read(answer.body())
        : Json.read(NONE);
  }

  private static HttpResponse<String> send(HttpRequest.Builder request, String route, String body)
      throws Exception {
    String method = route.split(" ", 2)[0];
    if (!method.equals("GET")) {
      request.header("Content-Type", "application/json");
    }
    return http.send(
        request
            .method(
                method,
                method.equals("GET") ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
            .build(),
        BodyHandlers.ofString());
  }

  private void check(String route, HttpResponse<String> answer) {
    api.check(
        route,
        answer.statusCode(),
        answer.headers().firstValue("content-type").orElseThrow(),
        answer.body());
  }

  private JsonNode get(String path) throws Exception {
    return ask(one, "GET " + path, path, "", 200);
  }

  private JsonNode post(String path, String body, int status) throws Exception {
    return ask(one, "POST " + path, path, body, status);
  }

  @Test
  void everyRoute_answersAsTheFileSays() throws Exception {
    readWhatThereIs();
    manageBuckets();
    share();
    manageKeys();
    manageOrigins();
    managePlugins();
    listen();
    lookAfterTheNode();

    Set<String> expected = new TreeSet<>(api.routes());
    expected.remove(RESOLVE);
    assertThat(api.checked()).isEqualTo(expected);
  }

  private void managePlugins() throws Exception {
    String plugins = "/admin/v1/plugins";
    String plugin = plugins + "/{plugin}";
    String redact = plugins + "/redact";
    String file = Base64.getEncoder().encodeToString(ExamplePlugins.read("redact"));
    post(plugins, "{\"file\":\"" + file + "\",\"match\":\"bucket=support\"}", 201);
    post(plugins, "{\"file\":\"" + file + "\",\"match\":\"support\"}", 400);
    post(plugins, "{\"file\":\"no base64\"}", 400);
    post(plugins, "{\"file\":\"AAAA\"}", 400);
    post(plugins, NONE, 400);
    String webhook = Base64.getEncoder().encodeToString(ExamplePlugins.read("webhook"));
    post(plugins, "{\"file\":\"" + webhook + "\"}", 403);
    post(plugins, "{\"file\":\"" + webhook + "\",\"as\":\"redact\"}", 409);
    get(plugins);
    ask(one, "GET " + plugin, redact, "", 200);
    ask(one, "GET " + plugin, plugins + "/absent", "", 404);
    ask(one, "PATCH " + plugin, redact, "{\"settings\":\"{\\\"mails\\\":\\\"#\\\"}\"}", 200);
    ask(one, "PATCH " + plugin, redact, "{\"settings\":\"{\\\"mails\\\":5}\"}", 400);
    ask(one, "PATCH " + plugin, redact, "{\"priority\":5,\"enabled\":true}", 400);
    ask(one, "PATCH " + plugin, redact, "{\"priority\":5}", 200);
    ask(one, "GET " + plugin + "/log", redact + "/log", "", 200);
    ask(one, "GET " + plugin + "/log", redact + "/log?after=x", "", 400);
    JsonNode made = ask(one, "POST " + plugin + "/share", redact + "/share", NONE, 201);
    String ticket = "{\"ticket\":\"" + made.path("ticket").asText() + "\"}";
    ask(two, "POST " + plugins, plugins, ticket, 201);
    ask(one, "POST " + plugins, plugins, ticket, 409);
    ask(one, "POST " + plugin + "/rollback", redact + "/rollback", NONE, 404);
    ask(one, "POST " + plugin + "/rollback", redact + "/rollback", "{\"to\":1}", 200);
    ask(one, "DELETE " + plugin, redact, NONE, 200);
    ask(two, "POST " + plugins, plugins, ticket, 403);
  }

  private void readWhatThereIs() throws Exception {
    for (String path :
        new String[] {
          "/health/live",
          "/health/ready",
          "/metrics",
          "/admin/v1/openapi.yaml",
          "/admin/v1/status",
          "/admin/v1/buckets",
          "/admin/v1/tickets",
          "/admin/v1/keys"
        }) {
      get(path);
    }
  }

  private void manageBuckets() throws Exception {
    String buckets = "/admin/v1/buckets";
    String bucket = buckets + "/{bucket}";
    post(buckets, "{\"name\":\"photos\",\"durability\":\"relaxed\"}", 201);
    post(buckets, "{\"name\":\"music\"}", 201);
    post(buckets, "{\"name\":\"photos\"}", 409);
    post(buckets, "{\"name\":\"x\"}", 400);
    post(buckets, "no JSON", 400);
    JsonNode page = ask(one, "GET " + buckets, buckets + "?limit=1", "", 200);
    assertThat(page.path("next").asText()).isEqualTo("music");
    ask(one, "GET " + buckets, buckets + "?limit=0", "", 400);
    try (Wire wire = new Wire(one.s3().getPort())) {
      wire.send(Request.of("PUT", Request.at("photos", "a")).with(new byte[LONG]));
    }
    ask(one, "GET " + bucket, buckets + "/photos", "", 200);
    ask(one, "GET " + bucket, buckets + "/absent", "", 404);
    ask(one, "PATCH " + bucket, buckets + "/photos", "{\"versioning\":\"enabled\"}", 200);
    ask(one, "PATCH " + bucket, buckets + "/photos", "{\"colour\":\"red\"}", 400);
    ask(one, "GET " + bucket + "/objects", buckets + "/photos/objects?key=a", "", 200);
    ask(one, "GET " + bucket + "/objects", buckets + "/photos/objects", "", 400);
    String asked = "{\"key\":\"a\",\"version\":\"x\",\"keep\":true}";
    ask(one, RESOLVE, buckets + "/photos/resolve", asked, 404);
    ask(one, "GET " + bucket + "/members", buckets + "/photos/members", "", 404);
    ask(one, "GET " + bucket + "/home", buckets + "/photos/home", "", 404);
  }

  private void share() throws Exception {
    String tickets = "/admin/v1/tickets";
    String photos = "/admin/v1/buckets/photos";
    String bucket = "/admin/v1/buckets/{bucket}";
    String other = nodeId(two);
    JsonNode made = post(tickets, "{\"bucket\":\"photos\",\"mode\":\"write\"}", 201);
    post(tickets, "{\"bucket\":\"absent\"}", 404);
    get(tickets);
    String ticket = "{\"ticket\":\"" + made.path("ticket").asText() + "\"}";
    ask(two, "POST " + tickets + "/import", tickets + "/import", ticket, 201);
    post(tickets + "/import", ticket, 409);
    post(tickets + "/import", "{\"ticket\":\"none\"}", 400);
    JsonNode members = ask(one, "GET " + bucket + "/members", photos + "/members", "", 200);
    assertThat(members.path("members")).hasSize(2);
    ask(one, "PATCH " + bucket, photos, "{\"conditional-writes\":\"home\"}", 200);
    ask(one, "GET " + bucket + "/home", photos + "/home", "", 200);
    moveHome(photos, other);
    String self = "{\"node\":\"" + nodeId(one) + "\",\"force\":true}";
    ask(one, "POST " + bucket + "/home", photos + "/home", self, 200);
    prefetch();
    evictAndPin();
    String change = "{\"node\":\"" + other + "\",\"mode\":\"read\"}";
    ask(one, "PATCH " + bucket + "/members", photos + "/members", change, 200);
    ask(one, "PATCH " + bucket + "/members", photos + "/members", change + "x", 400);
    leave(photos);
    String revoke = "POST " + tickets + "/{ticket}/revoke";
    String id = made.path("id").asText();
    ask(one, revoke, tickets + "/" + id + "/revoke", "{\"with-members\":true}", 200);
    ask(one, revoke, tickets + "/" + "0".repeat(32) + "/revoke", NONE, 404);
    ask(two, "POST " + tickets + "/import", tickets + "/import", ticket, 403);
  }

  /** The other node has to have heard that it is no home any more. */
  private void leave(String photos) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                ask(
                    two,
                    "POST /admin/v1/buckets/{bucket}/leave",
                    photos + "/leave",
                    "{\"force\":true}",
                    200));
  }

  /** The other node has to have heard that it is a member. */
  private void moveHome(String photos, String node) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                ask(
                    one,
                    "POST /admin/v1/buckets/{bucket}/home",
                    photos + "/home",
                    "{\"node\":\"" + node + "\"}",
                    200));
  }

  /** The other node has to have heard of the object: without one it is done at once. */
  private void prefetch() throws Exception {
    String path = "/admin/v1/cache/prefetch";
    String object = "/admin/v1/buckets/photos/objects?key=a";
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> ask(two, "GET /admin/v1/buckets/{bucket}/objects", object, "", 200));
    JsonNode begun = ask(two, "POST " + path, path, "{\"bucket\":\"photos\"}", 201);
    ask(two, "GET " + path + "/{number}", path + "/" + begun.path("id").asLong(), "", 200);
    ask(two, "GET " + path + "/{number}", path + "/99", "", 404);
    ask(two, "POST " + path, path, "{\"bucket\":\"absent\"}", 404);
    transfers(begun.path("id").asLong());
  }

  private void transfers(long id) throws Exception {
    String path = "/admin/v1/transfers";
    JsonNode page = ask(two, "GET " + path, path + "?purpose=prefetch&bucket=photos", "", 200);
    assertThat(page.path("transfers")).hasSize(1);
    ask(two, "GET " + path, path + "?state=stuck", "", 400);
    ask(two, "GET " + path + "/{number}", path + "/" + id, "", 200);
    ask(two, "GET " + path + "/{number}", path + "/99", "", 404);
    for (String order : new String[] {"pause", "resume", "cancel", "retry"}) {
      ask(two, "POST " + path + "/{number}/" + order, path + "/" + id + "/" + order, NONE, 200);
    }
    await()
        .atMost(PATIENCE)
        .until(() -> two.ask(path + "/" + id).path("state").asText().equals("done"));
    for (String order : new String[] {"cancel", "pause", "resume", "retry"}) {
      String route = "POST " + path + "/{number}/" + order;
      ask(two, route, path + "/" + id + "/" + order, NONE, 409);
      ask(two, route, path + "/99/" + order, NONE, 404);
    }
    JsonNode again =
        ask(
            two,
            "POST /admin/v1/cache/prefetch",
            "/admin/v1/cache/prefetch",
            "{\"bucket\":\"photos\"}",
            201);
    assertThat(again.path("id").asLong()).isGreaterThan(id);
  }

  private void evictAndPin() throws Exception {
    String evict = "/admin/v1/cache/evict";
    JsonNode begun = ask(two, "POST " + evict, evict, "{\"bucket\":\"photos\"}", 201);
    ask(two, "GET " + evict + "/{number}", evict + "/" + begun.path("id").asLong(), "", 200);
    ask(two, "GET " + evict + "/{number}", evict + "/99", "", 400);
    ask(two, "POST " + evict, evict, "{\"bucket\":\"absent\"}", 404);
    String pins = "/admin/v1/cache/pins";
    String pinned = "{\"bucket\":\"photos\",\"prefix\":\"a/\",\"pinned\":";
    ask(two, "POST " + pins, pins, pinned + "true}", 200);
    ask(two, "GET " + pins, pins, "", 200);
    ask(two, "POST " + pins, pins, pinned + "false}", 200);
    ask(two, "POST " + pins, pins, pinned + "false}", 400);
    ask(two, "POST " + pins, pins, "{\"bucket\":\"absent\",\"pinned\":true}", 404);
  }

  private static String nodeId(NodeUnderTest node) {
    return node.banner().at("/status/endpoints/node-id").asText();
  }

  private void manageKeys() throws Exception {
    String keys = "/admin/v1/keys";
    JsonNode made =
        post(keys, "{\"name\":\"app\",\"grants\":[\"r:photos\"],\"lifetime\":\"PT1H\"}", 201);
    post(keys, "{\"name\":\"\",\"grants\":[]}", 400);
    get(keys);
    String key = keys + "/" + made.path("access-key").asText();
    ask(one, "POST " + keys + "/{key}/rotate", key + "/rotate", NONE, 200);
    String to = "{\"to\":\"" + nodeId(two) + "\"}";
    String export = "POST " + keys + "/{key}/export";
    JsonNode line = ask(one, export, key + "/export", to, 201);
    ask(one, export, key + "/export", "{\"to\":\"" + nodeId(one) + "\"}", 400);
    ask(one, export, keys + "/absent/export", to, 404);
    String exported = "{\"export\":\"" + line.path("export").asText() + "\"";
    String from = exported + ",\"from\":\"" + nodeId(one) + "\"}";
    ask(two, "POST " + keys + "/import", keys + "/import", from, 200);
    ask(one, "POST " + keys + "/import", keys + "/import", exported + "}", 403);
    post(keys + "/import", "{\"export\":\"none\"}", 400);
    ask(one, "DELETE " + keys + "/{key}", key, NONE, 200);
    ask(one, "DELETE " + keys + "/{key}", key, NONE, 404);
    ask(one, "POST " + keys + "/{key}/rotate", key + "/rotate", NONE, 404);
  }

  private void manageOrigins() throws Exception {
    String origins = "/admin/v1/origins";
    String place =
        "\"type\":\"s3\",\"bucket\":\"there\",\"endpoint\":\"http://127.0.0.1:1\","
            + "\"budget\":\"1GiB/7d\",\"access\":{\"access-key\":\"K\",\"secret-key\":\"S\"}";
    post(origins, "{\"name\":\"cold\"," + place + "}", 400);
    String cold = "{\"name\":\"cold\",\"allow-private\":true," + place + "}";
    post(origins, cold, 201);
    post(origins, cold, 409);
    ask(one, "POST " + origins, origins + "?replace=true", cold, 201);
    assertThat(get(origins).path("origins")).hasSize(1);
    String origin = origins + "/{origin}";
    JsonNode tried = ask(one, "POST " + origin + "/test", origins + "/cold/test", NONE, 200);
    assertThat(tried.path("good").asBoolean()).isFalse();
    ask(one, "POST " + origin + "/test", origins + "/absent/test", NONE, 404);
    String music = "/admin/v1/buckets/music/origins";
    String ofBucket = "/admin/v1/buckets/{bucket}/origins";
    ask(one, "PATCH " + ofBucket, music, "{\"origins\":[\"cold\"]}", 200);
    ask(one, "PATCH " + ofBucket, music, "{\"freshness\":\"never\"}", 400);
    String classes = "{\"storage-classes\":[{\"storage-class\":\"%s\",\"origin\":\"cold\"}]}";
    ask(one, "PATCH " + ofBucket, music, classes.formatted("GLACIER"), 200);
    ask(one, "PATCH " + ofBucket, music, classes.formatted("ICE"), 400);
    assertThat(ask(one, "GET " + ofBucket, music, "", 200).path("origins")).hasSize(1);
    ask(one, "GET /admin/v1/buckets/{bucket}", "/admin/v1/buckets/music", "", 200);
    manageImports();
    assertThat(get(origins + "/queues").path("queues")).isEmpty();
    post(origins + "/drain", "{}", 200);
    post(origins + "/drain", "{\"origin\":\"absent\"}", 404);
    moveObjects();
    ask(one, "DELETE " + origin, origins + "/cold", NONE, 409);
    ask(one, "DELETE " + origin, origins + "/cold?force=true", NONE, 200);
    ask(one, "DELETE " + origin, origins + "/cold", NONE, 404);
  }

  private void moveObjects() throws Exception {
    String music = "/admin/v1/buckets/music/transition";
    String ofBucket = "/admin/v1/buckets/{bucket}/transition";
    String move = "{\"key\":\"%s\",\"storage-class\":\"%s\"}";
    ask(one, "POST " + ofBucket, music, move.formatted("absent", "GLACIER"), 404);
    ask(one, "POST " + ofBucket, music, move.formatted("absent", "ICE"), 400);
    HttpRequest.Builder song = HttpRequest.newBuilder(URI.create(one.s3() + "/music/song"));
    assertThat(send(song, "PUT", "la").statusCode()).isEqualTo(200);
    ask(one, "POST " + ofBucket, music, move.formatted("song", "DEEP_ARCHIVE"), 400);
    JsonNode moved = ask(one, "POST " + ofBucket, music, move.formatted("song", "GLACIER"), 200);
    assertThat(moved.path("moved").asBoolean()).isTrue();
  }

  private void manageImports() throws Exception {
    JsonNode cache = ask(one, "GET /admin/v1/cache", "/admin/v1/cache", "", 200);
    assertThat(cache.path("buckets").findValuesAsText("bucket")).contains("music");
    String music = "/admin/v1/buckets/music/import";
    String ofBucket = "/admin/v1/buckets/{bucket}/import";
    ask(one, "GET " + ofBucket, music, "", 404);
    JsonNode begun = ask(one, "POST " + ofBucket, music, "{\"head\":false}", 201);
    assertThat(begun.path("state").asText()).isEqualTo("running");
    JsonNode ended = ask(one, "DELETE " + ofBucket, music, NONE, 200);
    assertThat(ended.path("state").asText()).isEqualTo("cancelled");
    assertThat(ask(one, "GET " + ofBucket, music, "", 200)).isEqualTo(ended);
    String photos = music.replace("music", "photos");
    ask(one, "POST " + ofBucket, photos, "{\"head\":false}", 400);
  }

  private void listen() throws Exception {
    HttpResponse<Stream<String>> events =
        http.send(request(one, "/admin/v1/events").build(), BodyHandlers.ofLines());
    try (Stream<String> lines = events.body()) {
      Set<String> kinds = new TreeSet<>();
      Iterator<String> each = lines.iterator();
      for (String line = each.next(); !line.equals("event: complete"); line = each.next()) {
        if (line.startsWith("data: ")) {
          JsonNode data = Json.read(line.substring(6));
          assertThat(api.problems("EventData", data)).as(line).isEmpty();
          kinds.add(data.path("kind").asText("-"));
        }
      }
      assertThat(kinds).contains("-", "node", "key", "bucket", "member", "ticket", "home", "epoch");
    }
    api.check(
        "GET /admin/v1/events",
        events.statusCode(),
        events.headers().firstValue("content-type").orElseThrow(),
        "");
  }

  private void lookAfterTheNode() throws Exception {
    post("/admin/v1/gc", NONE, 200);
    post("/admin/v1/verify", "{\"deep\":true}", 200);
    post("/admin/v1/verify", NONE, 400);
    String backup = folder.resolve("backup").toString();
    post("/admin/v1/backup", "{\"directory\":\"" + backup + "\"}", 200);
    get("/admin/v1/status");
    post("/admin/v1/drain", NONE, 200);
    ask(one, "GET /health/ready", "/health/ready", "", 503);
    ask(one, "GET /admin/v1/events", "/admin/v1/events", "", 503);
  }

  /** With a plugin more may come than with all else. */
  private static int tooMuch(String route) {
    return route.equals("POST /admin/v1/plugins") ? 23 << 20 : 65 * 1024;
  }

  @Test
  void everyRoute_refusesWhoMayNotAsk_asTheFileSays() throws Exception {
    for (String route : api.routes()) {
      String path = route.split(" ", 2)[1].replaceAll("\\{[a-z]+}", "some");
      boolean health = path.startsWith("/health/");
      HttpResponse<String> unknown =
          send(HttpRequest.newBuilder(URI.create(two.admin() + path)), route, NONE);
      assertThat(unknown.statusCode()).as(route).isEqualTo(health ? 200 : 401);
      check(route, unknown);
      HttpResponse<String> foreign =
          send(request(two, path).header("Origin", "http://attacker.example"), route, NONE);
      assertThat(foreign.statusCode()).as(route).isEqualTo(403);
      check(route, foreign);
      if (!route.startsWith("GET ")) {
        HttpResponse<String> tooLong = send(request(two, path), route, "x".repeat(tooMuch(route)));
        assertThat(tooLong.statusCode()).as(route).isEqualTo(413);
        check(route, tooLong);
        HttpResponse<String> form =
            http.send(
                request(two, path)
                    .header("Content-Type", "text/plain")
                    .method(route.split(" ", 2)[0], BodyPublishers.ofString(NONE))
                    .build(),
                BodyHandlers.ofString());
        assertThat(form.statusCode()).as(route).isEqualTo(415);
        check(route, form);
      }
    }
  }
}
