package io.horizonpush.node.lessons;

import static org.assertj.core.api.Assertions.assertThat;

import io.horizonpush.node.testing.Reply;
import io.horizonpush.node.testing.Request;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What is too long is the client's error. Ceph answered a key that was too long with 500, as
 * fuzzing with RESTler found.
 */
class OverlongNamesIT extends Lesson {

  private String bucket = "";

  @BeforeEach
  void prepare() {
    bucket = root().bucket("long");
  }

  @Test
  void key_ofMoreThan1024Bytes_isTooLong() {
    assertThat(root().put(Request.at(bucket, "k".repeat(1024)), "x").status()).isEqualTo(200);
    for (String key : new String[] {"k".repeat(1025), "\u20ac".repeat(342), "k".repeat(7000)}) {
      String target = Request.at(bucket, key);
      assertCode(root().put(target, "x"), "KeyTooLongError");
      assertCode(root().get(target), "KeyTooLongError");
      assertCode(root().delete(target), "KeyTooLongError");
      assertCode(root().post(target + "?uploads", ""), "KeyTooLongError");
      Request copy = Request.of("PUT", Request.at(bucket, "t"));
      assertThat(
              root()
                  .send(copy.with("x-amz-copy-source", bucket + "/" + Request.parameter(key)))
                  .status())
          .isEqualTo(400);
    }
    Reply many =
        root()
            .post(
                Request.at(bucket, "") + "?delete",
                "<Delete><Object><Key>%s</Key></Object></Delete>".formatted("k".repeat(1025)));
    assertThat(many.xml().value("Code")).isEqualTo("KeyTooLongError");
  }

  @Test
  void bucket_ofMoreThan63Characters_isInvalid() {
    assertCode(root().put("/s3/" + "b".repeat(64), ""), "InvalidBucketName");
    assertCode(root().put("/s3/" + "b".repeat(4000), ""), "InvalidBucketName");
    assertCode(root().get("/s3/" + "b".repeat(4000) + "/k"), "InvalidBucketName");
  }

  @Test
  void requestLineAndHeaders_areBounded() {
    assertThat(root().get(Request.at(bucket, "") + "?prefix=" + "p".repeat(9000)).status())
        .isEqualTo(400);
    Request request = Request.of("GET", Request.at(bucket, ""));
    assertThat(anybody(request.with("X-Long", "v".repeat(17_000))).status()).isEqualTo(400);
  }

  @Test
  void whatParametersAndHeadersSay_mayBeLongWithoutHarm() {
    String text = "p".repeat(4000);
    for (String query :
        new String[] {
          "?prefix=",
          "?delimiter=",
          "?marker=",
          "?list-type=2&start-after=",
          "?list-type=2&continuation-token=",
          "?uploads&key-marker=",
          "?uploads&upload-id-marker="
        }) {
      assertThat(root().get(Request.at(bucket, "") + query + text).status())
          .as(query)
          .isIn(200, 400);
    }
    String key = Request.at(bucket, "k");
    assertThat(root().get(key + "?uploadId=" + text).status()).isEqualTo(404);
    assertThat(root().put(key + "?partNumber=1&uploadId=" + text, "x").status()).isEqualTo(404);
    for (String name :
        new String[] {"Range", "If-Match", "If-None-Match", "x-amz-tagging", "x-amz-acl"}) {
      assertThat(root().send(Request.of("GET", key).with(name, text)).status())
          .as(name)
          .isIn(400, 404);
    }
  }

  @Test
  void metadataAndTags_areBounded() {
    Request put = Request.of("PUT", Request.at(bucket, "k"));
    assertCode(root().send(put.with("x-amz-meta-m", "v".repeat(2048))), "MetadataTooLarge");
    assertThat(root().send(put.with("x-amz-meta-m", "v".repeat(2047))).status()).isEqualTo(200);
    assertCode(root().send(put.with("x-amz-tagging", "k=" + "v".repeat(257))), "InvalidTag");
    assertCode(root().send(put.with("x-amz-tagging", "k".repeat(129))), "InvalidTag");
  }

  private static void assertCode(Reply reply, String code) {
    assertThat(reply.xml().value("Code")).as(reply.text()).isEqualTo(code);
    assertThat(reply.status()).isEqualTo(400);
  }
}
