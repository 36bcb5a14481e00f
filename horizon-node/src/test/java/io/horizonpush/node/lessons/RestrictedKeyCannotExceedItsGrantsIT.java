package io.horizonpush.node.lessons;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.horizonpush.node.testing.Reply;
import io.horizonpush.node.testing.Request;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A key with grants reaches what they name and nothing beside it, on no detour. CVE-2025-62506 and
 * CVE-2026-22043 (restricted accounts made themselves unrestricted ones).
 */
class RestrictedKeyCannotExceedItsGrantsIT extends Lesson {

  private String bucket = "";
  private String other = "";

  @BeforeEach
  void prepare() {
    bucket = root().bucket("granted");
    other = root().bucket("not-granted");
    for (String target :
        List.of(
            Request.at(bucket, "mine/a"),
            Request.at(bucket, "theirs/b"),
            Request.at(bucket, "min"),
            Request.at(other, "mine/a"))) {
      assertThat(root().put(target, "x").status()).isEqualTo(200);
    }
  }

  @Test
  void keyOfAPrefix_reachesItsObjects() {
    Caller limited = caller(fresh("limited"), "rw:" + bucket + "/mine/");
    assertThat(limited.get(Request.at(bucket, "mine/a")).status()).isEqualTo(200);
    assertThat(limited.put(Request.at(bucket, "mine/new"), "y").status()).isEqualTo(200);
    assertThat(limited.get(Request.at(bucket, "") + "?prefix=mine/").xml().texts("Key"))
        .containsExactly("mine/a", "mine/new");
    assertThat(limited.delete(Request.at(bucket, "mine/new")).status()).isEqualTo(204);
  }

  @ParameterizedTest
  @ValueSource(strings = {"theirs/b", "min", "mine", "Mine/a", "/mine/a", "theirs/../mine/a"})
  void keyOfAPrefix_reachesNoOtherObject(String key) {
    Caller limited = caller(fresh("limited"), "rw:" + bucket + "/mine/");
    for (String at : List.of(Request.at(bucket, key), Request.at(other, key))) {
      assertDenied(limited.get(at));
      assertDenied(limited.put(at, "y"));
      assertDenied(limited.delete(at));
      assertDenied(limited.get(at + "?acl"));
      assertDenied(limited.get(at + "?tagging"));
      assertDenied(limited.put(at + "?tagging", "<Tagging><TagSet/></Tagging>"));
      assertDenied(limited.post(at + "?uploads", ""));
      assertDenied(
          limited.send(Request.of("PUT", at).with("x-amz-copy-source", bucket + "/mine/a")));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "?list-type=2",
        "?prefix=",
        "?prefix=mine",
        "?prefix=theirs/",
        "?prefix=min&delimiter=/",
        "?list-type=2&prefix=%2Fmine/",
        "?uploads",
        "?versions",
        "?uploads&prefix=theirs/"
      })
  void keyOfAPrefix_listsNothingElse(String query) {
    Caller limited = caller(fresh("limited"), "rw:" + bucket + "/mine/");
    assertDenied(limited.get(Request.at(bucket, "") + query));
    assertDenied(limited.get(Request.at(other, "") + query));
  }

  @Test
  void deletionOfMany_deletesOnlyWhatIsGranted() {
    Caller limited = caller(fresh("limited"), "rw:" + bucket + "/mine/");
    Reply reply =
        limited.post(
            Request.at(bucket, "") + "?delete",
            "<Delete><Object><Key>mine/a</Key></Object><Object><Key>theirs/b</Key></Object></Delete>");
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.xml().all("Deleted")).hasSize(1);
    assertThat(reply.xml().all("Error").getFirst().value("Key")).isEqualTo("theirs/b");
    assertThat(reply.xml().all("Error").getFirst().value("Code")).isEqualTo("AccessDenied");
    assertThat(root().get(Request.at(bucket, "theirs/b")).status()).isEqualTo(200);
    Reply elsewhere =
        limited.post(
            Request.at(other, "") + "?delete",
            "<Delete><Object><Key>mine/a</Key></Object></Delete>");
    assertThat(elsewhere.text()).contains("AccessDenied");
    assertThat(root().get(Request.at(other, "mine/a")).status()).isEqualTo(200);
  }

  /** Somebody else's upload cannot be written to, completed or ended. */
  @Test
  void uploadOfAnotherPrefix_isOutOfReach() {
    Caller limited = caller(fresh("limited"), "rw:" + bucket + "/mine/");
    String theirs = Request.at(bucket, "theirs/up");
    String id = root().post(theirs + "?uploads", "").xml().value("UploadId");
    assertDenied(limited.put(theirs + "?partNumber=1&uploadId=" + id, "y"));
    assertDenied(limited.get(theirs + "?uploadId=" + id));
    assertDenied(limited.post(theirs + "?uploadId=" + id, "<CompleteMultipartUpload/>"));
    assertDenied(limited.delete(theirs + "?uploadId=" + id));
    String underOwnKey = Request.at(bucket, "mine/up") + "?partNumber=1&uploadId=" + id;
    assertThat(limited.put(underOwnKey, "y").status()).isEqualTo(404);
  }

  @Test
  void halfAGrant_isHalfARight() {
    Caller reader = caller(fresh("reader"), "r:" + bucket);
    Caller writer = caller(fresh("writer"), "w:" + bucket);
    String key = Request.at(bucket, "mine/a");
    assertThat(reader.get(key).status()).isEqualTo(200);
    assertDenied(reader.put(key, "y"));
    assertDenied(reader.delete(key));
    assertDenied(reader.post(key + "?uploads", ""));
    assertDenied(
        reader.post(
            Request.at(bucket, "") + "?delete",
            "<Delete><Object><Key>mine/a</Key></Object></Delete>"));
    assertThat(writer.put(key, "y").status()).isEqualTo(200);
    assertDenied(writer.get(key));
    assertDenied(writer.get(Request.at(bucket, "")));
    assertDenied(writer.send(Request.of("HEAD", key)));
    assertDenied(
        writer.send(
            Request.of("PUT", Request.at(bucket, "copy"))
                .with("x-amz-copy-source", bucket + "/mine/a")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"policy", "cors", "acl", "tagging", "publicAccessBlock"})
  void settingsOfABucket_areItsOwners(String setting) {
    Caller full = caller(fresh("full"), "rw:" + bucket);
    String target = Request.at(bucket, "") + "?" + setting;
    assertDenied(full.send(Request.of("PUT", target).withText("<x/>")));
    assertDenied(full.send(Request.of("PUT", target).with("x-amz-acl", "public-read-write")));
    if (!setting.equals("acl")) {
      assertDenied(full.delete(target));
    }
    assertDenied(full.delete(Request.at(bucket, "")));
  }

  @Test
  void keyWithGrants_makesNeitherBucketsNorKeys_andSeesItsBucketsOnly() {
    Caller limited = caller(fresh("limited"), "rw:" + bucket);
    assertDenied(limited.put(Request.at(fresh("mine-too"), ""), ""));
    assertThat(limited.get("/s3/").xml().texts("Name")).containsExactly(bucket);
    JsonNode keys = node().ask("/admin/v1/keys");
    assertThat(keys.toString()).contains(limited.signer().accessKeyId());
    assertThat(keys.toString()).doesNotContain(limited.signer().secret());
  }

  /** A grant means the bucket that had the name when it was given, and no later one. */
  @Test
  void keyOfABucketThatWasMadeAgain_reachesNothingInIt() {
    Caller first = caller(fresh("first"));
    Caller second = caller(fresh("second"));
    String again = first.bucket("again");
    Caller limited = caller(fresh("limited"), "rw:" + again);
    String key = Request.at(again, "key");
    assertThat(limited.put(key, "x").status()).isEqualTo(200);
    String upload = limited.post(Request.at(again, "up") + "?uploads", "").xml().value("UploadId");
    assertThat(limited.delete(key).status()).isEqualTo(204);
    assertThat(first.delete(Request.at(again, "")).status()).isEqualTo(204);
    assertThat(limited.put(key, "x").status()).isIn(403, 404);

    assertThat(second.put(Request.at(again, ""), "").status()).isEqualTo(200);
    assertThat(second.put(key, "theirs").status()).isEqualTo(200);

    assertDenied(limited.get(key));
    assertDenied(limited.put(key, "y"));
    assertDenied(limited.delete(key));
    assertDenied(limited.get(Request.at(again, "")));
    assertDenied(limited.post(key + "?uploads", ""));
    assertDenied(limited.put(Request.at(again, "up") + "?partNumber=1&uploadId=" + upload, "y"));
    assertDenied(
        limited.send(
            Request.of("PUT", Request.at(again, "copy"))
                .with("x-amz-copy-source", again + "/key")));
    assertThat(limited.get("/s3/").xml().texts("Name")).isEmpty();
    assertThat(
            second.put(Request.at(again, "up") + "?partNumber=1&uploadId=" + upload, "y").status())
        .isEqualTo(404);
    assertThat(second.get(key).text()).isEqualTo("theirs");
    // Neither has whoever made the first bucket any right to the second.
    assertDenied(first.get(key));
    Caller granted = caller(fresh("granted"), "r:" + again);
    assertThat(granted.get(key).text()).isEqualTo("theirs");
  }

  @Test
  void grantOfABucketThatDoesNotExist_isRefusedInWords() {
    String absent = fresh("absent");
    assertThatThrownBy(() -> caller(fresh("limited"), "rw:" + absent))
        .hasMessageContaining("400")
        .hasMessageContaining(
            "grant names bucket %s, which does not exist: create it first", absent);
  }
}
