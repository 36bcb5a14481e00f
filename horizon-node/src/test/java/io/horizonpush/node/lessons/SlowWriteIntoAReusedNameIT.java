package io.horizonpush.node.lessons;

import static org.assertj.core.api.Assertions.assertThat;

import io.horizonpush.node.testing.Reply;
import io.horizonpush.node.testing.Request;
import io.horizonpush.node.testing.Wire;
import java.io.IOException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A write goes to the bucket for which it was authorised, or nowhere: not to another's bucket that
 * got the name while the body was on its way.
 */
class SlowWriteIntoAReusedNameIT extends Lesson {

  /**
   * One body that the record holds, one that is a blob, and one of more than a socket's buffers.
   */
  @ParameterizedTest
  @ValueSource(ints = {2_000, 50_000, 3 << 20})
  void slowPut_intoABucketThatWasMadeAgain_isRefused(int length) throws IOException {
    Caller first = caller(fresh("first"));
    Caller second = caller(fresh("second"));
    String bucket = first.bucket("reused");
    String key = Request.at(bucket, "key");

    Reply reply =
        between(
            first,
            Request.of("PUT", key).with(new byte[length]),
            () -> {
              makeAgain(bucket, first, second);
              assertThat(second.put(Request.at(bucket, "theirs"), "x").status()).isEqualTo(200);
              assertThat(second.delete(Request.at(bucket, "theirs")).status()).isEqualTo(204);
            });

    assertGone(reply);
    assertThat(second.get(key).status()).isEqualTo(404);
    assertEmpty(second, bucket);
  }

  @ParameterizedTest
  @ValueSource(ints = {2_000, 50_000})
  void slowPart_ofAnUploadIntoABucketThatWasMadeAgain_isRefused(int length) throws IOException {
    Caller first = caller(fresh("first"));
    Caller second = caller(fresh("second"));
    String bucket = first.bucket("reused");
    String key = Request.at(bucket, "key");
    String upload = first.post(key + "?uploads", "").xml().value("UploadId");

    Reply reply =
        between(
            first,
            Request.of("PUT", key + "?partNumber=1&uploadId=" + upload).with(new byte[length]),
            () -> makeAgain(bucket, first, second));

    assertThat(reply.status()).as(reply.text()).isEqualTo(404);
    assertThat(reply.xml().value("Code")).isIn("NoSuchBucket", "NoSuchUpload");
    assertThat(second.get(Request.at(bucket, "") + "?uploads").xml().all("Upload")).isEmpty();
    assertEmpty(second, bucket);
  }

  @ParameterizedTest
  @ValueSource(strings = {"policy", "tagging"})
  void slowSetting_ofABucketThatWasMadeAgain_isRefused(String setting) throws IOException {
    Caller first = caller(fresh("first"));
    Caller second = caller(fresh("second"));
    String bucket = first.bucket("reused");
    String target = Request.at(bucket, "") + "?" + setting;
    String document =
        setting.equals("tagging")
            ? "<Tagging><TagSet><Tag><Key>a</Key><Value>b</Value></Tag></TagSet></Tagging>"
            : """
              {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"%s"},
              "Action":"s3:*","Resource":"arn:aws:s3:::%s/*"}]}"""
                .formatted("arn:aws:iam:::user/somebody", bucket);

    Reply reply =
        between(
            first,
            Request.of("PUT", target).withText(document),
            () -> makeAgain(bucket, first, second));

    assertGone(reply);
    assertThat(second.get(target).status()).isEqualTo(404);
  }

  /** Sends half of a request, has something done, and sends the rest. */
  private static Reply between(Caller caller, Request request, Runnable meanwhile)
      throws IOException {
    try (Wire wire = new Wire(node().s3().getPort())) {
      return wire.sendSlowly(caller.signer().sign(request), meanwhile);
    }
  }

  private static void makeAgain(String bucket, Caller first, Caller second) {
    assertThat(first.delete(Request.at(bucket, "")).status()).isEqualTo(204);
    assertThat(second.put(Request.at(bucket, ""), "").status()).isEqualTo(200);
  }

  private static void assertGone(Reply reply) {
    assertThat(reply.status()).as(reply.text()).isEqualTo(404);
    assertThat(reply.xml().value("Code")).isEqualTo("NoSuchBucket");
  }

  private static void assertEmpty(Caller owner, String bucket) {
    Reply listing = owner.get(Request.at(bucket, ""));
    assertThat(listing.status()).isEqualTo(200);
    assertThat(listing.xml().all("Contents")).isEmpty();
    assertThat(owner.delete(Request.at(bucket, "")).status()).isEqualTo(204);
  }
}
