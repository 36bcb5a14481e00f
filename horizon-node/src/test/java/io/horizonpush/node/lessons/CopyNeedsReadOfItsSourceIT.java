package io.horizonpush.node.lessons;

import static org.assertj.core.api.Assertions.assertThat;

import io.horizonpush.node.testing.Reply;
import io.horizonpush.node.testing.Request;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Who may write a target may not therefore read the source: the copy of a part is a read like the
 * copy of an object. CVE-2026-39360 and GHSA-wfxj-ph3v-7mjf (UploadPartCopy did not ask for the
 * right to its source, nor look at the conditions on it).
 */
class CopyNeedsReadOfItsSourceIT extends Lesson {

  private String secret = "";
  private String own = "";

  @BeforeEach
  void prepare() {
    secret = root().bucket("copy-secret");
    own = root().bucket("copy-own");
    assertThat(root().put(Request.at(secret, "k"), "hidden").status()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"%s/k", "/%s/k", "%s%%2Fk", "%s/%%6B", "%s/k?versionId=null"})
  void copyOfWhatMayNotBeRead_isDenied(String spelling) {
    Caller writer = caller(fresh("writer"), "rw:" + own);
    String source = spelling.formatted(secret);
    assertDenied(copy(writer, "t", source));
    assertDenied(copyPart(writer, source));
    assertThat(root().get(Request.at(own, "t")).status()).isEqualTo(404);
  }

  @Test
  void copyOfWhatOnlyMayBeWritten_isDenied() {
    Caller writer = caller(fresh("writer"), "rw:" + own, "w:" + secret);
    assertDenied(copy(writer, "t", secret + "/k"));
    assertDenied(copyPart(writer, secret + "/k"));
  }

  @Test
  void copyOfWhatIsMissing_tellsNothingToWhoMayNotRead() {
    Caller writer = caller(fresh("writer"), "rw:" + own);
    assertDenied(copy(writer, "t", secret + "/missing"));
    assertDenied(copyPart(writer, secret + "/missing"));
  }

  @Test
  void copyOfWhatAPolicyDenies_isDeniedToAHolderOfGrantsToo() {
    Caller reader = caller(fresh("reader"), "rw:" + own, "r:" + secret);
    assertThat(copy(reader, "t", secret + "/k").status()).isEqualTo(200);
    assertThat(copyPart(reader, secret + "/k").status()).isEqualTo(200);
    String deny =
        """
        {"Version":"2012-10-17","Statement":[{"Effect":"Deny","Principal":"*",
        "Action":"s3:GetObject","Resource":"arn:aws:s3:::%s/*"}]}"""
            .formatted(secret);
    assertThat(root().put(Request.at(secret, "") + "?policy", deny).status()).isEqualTo(204);
    assertDenied(copy(reader, "t", secret + "/k"));
    assertDenied(copyPart(reader, secret + "/k"));
  }

  @Test
  void conditionsOnTheSource_holdForPartsToo() {
    String upload = upload(root());
    Request part =
        Request.of("PUT", Request.at(own, "t") + "?partNumber=1&uploadId=" + upload)
            .with("x-amz-copy-source", secret + "/k");
    assertThat(root().send(part.with("x-amz-copy-source-if-match", "\"other\"")).status())
        .isEqualTo(412);
    assertThat(root().send(part.with("x-amz-copy-source-if-none-match", "*")).status())
        .isEqualTo(412);
    assertThat(root().send(part).status()).isEqualTo(200);
  }

  private Reply copy(Caller caller, String key, String source) {
    return caller.send(Request.of("PUT", Request.at(own, key)).with("x-amz-copy-source", source));
  }

  private Reply copyPart(Caller caller, String source) {
    return caller.send(
        Request.of("PUT", Request.at(own, "t") + "?partNumber=1&uploadId=" + upload(caller))
            .with("x-amz-copy-source", source));
  }

  private String upload(Caller caller) {
    return caller.post(Request.at(own, "t") + "?uploads", "").xml().value("UploadId");
  }
}
