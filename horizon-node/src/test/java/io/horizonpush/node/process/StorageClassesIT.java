package io.horizonpush.node.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.horizonpush.fallback.Origins;
import io.horizonpush.fallback.origin.Origin;
import io.horizonpush.fallback.origin.OriginBody;
import io.horizonpush.fallback.origin.OriginConnection;
import io.horizonpush.fallback.origin.OriginCredentials;
import io.horizonpush.fallback.origin.OriginDescription;
import io.horizonpush.fallback.origin.OriginLimits;
import io.horizonpush.fallback.origin.OriginType;
import io.horizonpush.fallback.origin.Secret;
import io.horizonpush.fallback.server.S3ProxyServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What an operator and clients see of storage classes that have origins of their own. */
@Timeout(1200)
class StorageClassesIT {

  private static final int OBJECTS = 24;
  private static final int KILLS = 4;
  private static final String CLASS = "x-amz-storage-class";

  @TempDir Path folder;
  private final Origins origins = new Origins(OriginLimits.USUAL);
  private final HttpClient http = HttpClient.newHttpClient();
  private S3ProxyServer warm;
  private S3ProxyServer cold;
  private NodeUnderTest node;

  @BeforeEach
  void start() throws IOException {
    warm = S3ProxyServer.start(Files.createDirectory(folder.resolve("warm")));
    cold = S3ProxyServer.start(Files.createDirectory(folder.resolve("cold")));
    node = NodeUnderTest.start(folder.resolve("data"));
    StoodBefore.giveAccess(node, warm.url(), "warm", S3ProxyServer.ACCESS_KEY);
    StoodBefore.giveAccess(node, cold.url(), "cold", S3ProxyServer.ACCESS_KEY);
    node.run("bucket", "create", "tiered");
    node.run("bucket", "origins", "tiered", "--set=warm,cold", "--storage-class", "GLACIER=cold");
  }

  @AfterEach
  void stop() {
    node.close();
    warm.close();
    cold.close();
    origins.close();
    http.close();
  }

  @Test
  void anOperator_saysWhereClassesGo_andIsToldWhatCannotBe() throws IOException {
    StoodBefore.giveAccess(
        node, warm.url(), "frozen", S3ProxyServer.ACCESS_KEY, "--prefix=f/", "--read-only");
    assertThat(node.run("bucket", "origins", "tiered")).contains("GLACIER goes to cold");
    assertThat(node.run("bucket", "list")).contains("GLACIER to cold");
    refused("storage class cannot be 'ICE'; allowed is: REDUCED_REDUNDANCY,", "ICE=cold");
    refused("the storage class STANDARD goes to the first origin", "STANDARD=cold");
    refused("cannot go to frozen, which is none of the bucket's origins", "GLACIER_IR=frozen");
    refused("says no origin", "GLACIER");
    node.run("bucket", "origins", "tiered", "--set=warm,cold,frozen");
    refused("cannot go to frozen, which is read-only", "GLACIER_IR=frozen");
    assertThat(node.command("bucket", "origins", "tiered", "--set=warm").err())
        .contains("goes to the origin cold, which would be none of the bucket's");
    assertThat(node.command("bucket", "origins", "tiered", "--write=local-only").err())
        .contains("nothing that is written goes to an origin");
    node.run(
        "bucket",
        "origins",
        "tiered",
        "--set=warm",
        "--storage-class",
        "GLACIER=",
        "--storage-class=DEEP_ARCHIVE=warm");
    assertThat(node.run("bucket", "origins", "tiered"))
        .contains("DEEP_ARCHIVE goes to warm")
        .doesNotContain("GLACIER");
    node.run("bucket", "origins", "tiered", "--clear");
    assertThat(node.run("bucket", "origins", "tiered")).contains("has no origins");
  }

  private void refused(String why, String mapping) {
    Commands.Result result =
        node.command("bucket", "origins", "tiered", "--storage-class", mapping);
    assertThat(result.exitCode()).isNotZero();
    assertThat(result.err()).contains(why);
  }

  @Test
  void aClassThatIsAskedFor_isKeptAndShownEverywhere() {
    assertThat(send("PUT", "tiered/put", "put", CLASS, "GLACIER").statusCode()).isEqualTo(200);
    assertThat(send("PUT", "tiered/plain", "plain").statusCode()).isEqualTo(200);
    HttpResponse<String> copied =
        send("PUT", "tiered/copy", "", "x-amz-copy-source", "/tiered/put", CLASS, "GLACIER");
    assertThat(copied.statusCode()).isEqualTo(200);
    send("PUT", "tiered/thawed", "", "x-amz-copy-source", "/tiered/put");
    String upload =
        element(send("POST", "tiered/parts?uploads", "", CLASS, "GLACIER").body(), "UploadId");
    String tag =
        send("PUT", "tiered/parts?partNumber=1&uploadId=" + upload, "part")
            .headers()
            .firstValue("etag")
            .orElseThrow();
    assertThat(send("GET", "tiered/parts?uploadId=" + upload, "").body())
        .contains("<StorageClass>GLACIER<");
    assertThat(send("GET", "tiered?uploads", "").body()).contains("<StorageClass>GLACIER<");
    String parts =
        "<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>%s</ETag></Part></CompleteMultipartUpload>"
            .formatted(tag);
    send("POST", "tiered/parts?uploadId=" + upload, parts);
    for (String key : new String[] {"put", "copy", "parts"}) {
      assertThat(shownClass(key)).as(key).contains("GLACIER");
      assertThat(send("GET", "tiered?prefix=" + key, "").body()).contains("<StorageClass>GLACIER<");
      assertThat(send("GET", "tiered?versions&prefix=" + key, "").body())
          .contains("<StorageClass>GLACIER<");
      assertThat(
              send(
                      "GET",
                      "tiered/" + key + "?attributes",
                      "",
                      "x-amz-object-attributes",
                      "StorageClass")
                  .body())
          .contains("<StorageClass>GLACIER<");
    }
    assertThat(shownClass("plain")).isEmpty();
    assertThat(shownClass("thawed")).as("a copy has not the class of its source").isEmpty();
    refusedByS3(501, "NotImplemented", "DEEP_ARCHIVE");
    refusedByS3(400, "InvalidStorageClass", "ICE");
    refusedByS3(400, "InvalidStorageClass", "OUTPOSTS");

    assertThat(node.run("origin", "drain")).contains("Nothing waits.");
    assertThat(at(cold, "put")).hasValue("put");
    assertThat(at(cold, "copy")).hasValue("put");
    assertThat(at(cold, "parts")).hasValue("part");
    assertThat(at(cold, "plain")).isEmpty();
    assertThat(at(warm, "plain")).hasValue("plain");
    assertThat(at(warm, "put")).isEmpty();

    // A copy onto itself moves it, and makes a new version of it.
    send("PUT", "tiered/put", "", "x-amz-copy-source", "/tiered/put", CLASS, "STANDARD");
    assertThat(shownClass("put")).isEmpty();
    send("DELETE", "tiered/copy", "");
    assertThat(node.run("origin", "drain")).contains("Nothing waits.");
    assertThat(at(warm, "put")).hasValue("put");
    assertThat(at(cold, "put")).isEmpty();
    assertThat(at(cold, "copy")).isEmpty();
  }

  private void refusedByS3(int status, String code, String storageClass) {
    HttpResponse<String> answer = send("PUT", "tiered/refused", "x", CLASS, storageClass);
    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(answer.body()).contains("<Code>" + code + "<");
    assertThat(send("HEAD", "tiered/refused", "").statusCode()).isEqualTo(404);
  }

  @Test
  void aNodeThatIsKilledWhileItMovesObjects_movesThemAllAndLosesNone() {
    long seed = new Random().nextLong(Integer.MAX_VALUE);
    System.out.println("seed " + seed);
    for (int i = 0; i < OBJECTS; i++) {
      assertThat(send("PUT", "tiered/" + i, text(i)).statusCode()).isEqualTo(200);
    }
    assertThat(node.run("origin", "drain")).contains("Nothing waits.");
    node.run("cache", "evict", "tiered");
    String before =
        send("HEAD", "tiered/1", "").headers().firstValue("last-modified").orElseThrow();
    cold.close();
    assertThat(node.run("origin", "move", "tiered", "0", "--storage-class=GLACIER"))
        .contains("GLACIER from now on");
    for (int i = 1; i < OBJECTS; i++) {
      String move = "{\"key\":\"" + i + "\",\"storage-class\":\"GLACIER\"}";
      assertThat(node.order("/admin/v1/buckets/tiered/transition", move).at("/moved").asBoolean())
          .isTrue();
    }
    assertThat(node.run("origin", "move", "tiered", "1", "--storage-class=GLACIER"))
        .contains("was GLACIER before");
    assertThat(node.command("origin", "move", "tiered", "absent", "--storage-class=GLACIER").err())
        .contains("does not exist");
    assertThat(node.command("origin", "move", "tiered", "1", "--storage-class=DEEP_ARCHIVE").err())
        .contains("has no origin for the storage class DEEP_ARCHIVE");
    checkAll();
    cold = cold.again();
    for (int kill = 0; kill < KILLS; kill++) {
      node.kill();
      node = NodeUnderTest.start(folder.resolve("data"));
      CrashChecks.letPass(new Random(seed + kill).nextInt(700));
    }
    checkAll();
    assertThat(node.run("origin", "drain")).contains("Nothing waits.");
    for (int i = 0; i < OBJECTS; i++) {
      assertThat(at(warm, "" + i)).isEmpty();
      assertThat(at(cold, "" + i)).hasValue(text(i));
      assertThat(shownClass("" + i)).contains("GLACIER");
    }
    assertThat(send("HEAD", "tiered/1", "").headers().firstValue("last-modified").orElseThrow())
        .isEqualTo(before);
    node.run("cache", "evict", "tiered");
    checkAll();
    assertThat(CrashChecks.problems(node)).isEmpty();
  }

  private void checkAll() {
    for (int i = 0; i < OBJECTS; i++) {
      HttpResponse<String> answer = send("GET", "tiered/" + i, "");
      assertThat(answer.statusCode()).as("%d: %s", i, answer.body()).isEqualTo(200);
      assertThat(answer.body()).isEqualTo(text(i));
    }
  }

  private static String text(int number) {
    return ("text " + number + " ").repeat(4_000 + 1_000 * number);
  }

  private Optional<String> shownClass(String key) {
    return send("HEAD", "tiered/" + key, "").headers().firstValue(CLASS);
  }

  private static String element(String document, String name) {
    int at = document.indexOf("<" + name + ">") + name.length() + 2;
    return document.substring(at, document.indexOf("</" + name + ">"));
  }

  private HttpResponse<String> send(String method, String target, String body, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(node.s3() + "/" + target))
            .method(method, HttpRequest.BodyPublishers.ofString(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    try {
      return http.send(request.build(), HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /** What somebody else finds at an origin. */
  private Optional<String> at(S3ProxyServer store, String key) {
    Origin origin =
        origins.open(
            new OriginConnection(
                OriginDescription.of(
                    OriginDescription.Input.of(OriginType.S3, S3ProxyServer.BUCKET)
                        .withEndpoint(store.url().toString())),
                new OriginCredentials.AccessKey(
                    S3ProxyServer.ACCESS_KEY, new Secret(S3ProxyServer.SECRET_KEY)),
                true));
    if (origin.find(key).isEmpty()) {
      return Optional.empty();
    }
    try (OriginBody body = origin.open(key, Optional.empty(), Optional.empty())) {
      return Optional.of(new String(body.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
