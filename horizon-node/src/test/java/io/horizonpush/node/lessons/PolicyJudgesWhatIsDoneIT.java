package io.horizonpush.node.lessons;

import static org.assertj.core.api.Assertions.assertThat;

import io.horizonpush.node.testing.Reply;
import io.horizonpush.node.testing.Request;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A decision about a request must look at the very values that the request is served with, not at
 * another reading of its bytes. CVE-2026-42882 (an encoded path for the decision, a decoded one for
 * the handler), CVE-2026-39360 (conditions on the source of a copy that were not looked at).
 */
class PolicyJudgesWhatIsDoneIT extends Lesson {

  private static String bucket;

  @BeforeAll
  static void prepare() {
    bucket = root().bucket("judged");
    for (String key : new String[] {"public/a", "secret/b", "s\u00e9/c"}) {
      assertThat(root().put(Request.at(bucket, key), "x").status()).isEqualTo(200);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "?list-type=2&prefix=secret/",
        "?PREFIX=public/&prefix=secret/",
        "?%70refix=secret/&prefix=public/",
        "?prefix=secret/&prefix=public/",
        "?prefix=%73ecret/",
        "?prefix=secret%2F",
        "?Prefix=public/",
        "?uploads&prefix=secret/",
        "?uploads&PREFIX=public/&prefix=secret/"
      })
  void listingAllowedBelowOnePrefix_isNotOfAnother(String query) {
    allowListingOfPublic();
    assertDenied(anybody(Request.of("GET", Request.at(bucket, "") + query)));
  }

  @Test
  void listingAllowedBelowOnePrefix_isOfThatOne() {
    allowListingOfPublic();
    Reply allowed = anybody(Request.of("GET", Request.at(bucket, "") + "?prefix=public/"));
    assertThat(allowed.xml().texts("Key")).containsExactly("public/a");
    assertThat(
            anybody(Request.of("GET", Request.at(bucket, "") + "?prefix=%70ublic%2F"))
                .xml()
                .texts("Key"))
        .containsExactly("public/a");
  }

  @Test
  void headerOfThatName_isNotTheParameter() {
    allowListingOfPublic();
    Request request = Request.of("GET", Request.at(bucket, "") + "?prefix=secret/");
    assertDenied(anybody(request.with("prefix", "public/")));
    assertDenied(anybody(Request.of("GET", Request.at(bucket, "")).with("prefix", "public/")));
  }

  /** Bytes outside ASCII may come escaped or as they are. */
  @ParameterizedTest
  @ValueSource(strings = {"s%C3%A9/", "s\u00c3\u00a9/", "s%c3\u00a9/"})
  void deniedPrefix_isDeniedInEverySpelling(String spelling) {
    policy("Allow", "ListBucket", "", "");
    Request request = Request.of("GET", Request.at(bucket, "") + "?prefix=" + spelling);
    assertThat(anybody(request).xml().texts("Key")).containsExactly("s\u00e9/c");
    String both =
        """
        {"Version":"2012-10-17","Statement":[
        {"Effect":"Allow","Principal":"*","Action":"s3:ListBucket","Resource":"arn:aws:s3:::%1$s"},
        {"Effect":"Deny","Principal":"*","Action":"s3:ListBucket","Resource":"arn:aws:s3:::%1$s",
        "Condition":{"StringLike":{"s3:prefix":"s\u00e9*"}}}]}"""
            .formatted(bucket);
    assertThat(root().put(Request.at(bucket, "") + "?policy", both).status()).isEqualTo(204);
    assertDenied(anybody(request));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/%s/secret/b", "%s/secret/b", "%s/%%73ecret/b", "/%s%%2Fsecret%%2Fb"})
  void copyAllowedFromOnePlace_isNotFromAnotherInAnySpelling(String source) {
    String target = root().bucket("judged-target");
    Caller copier = caller(fresh("copier"), "rw:" + target, "r:" + bucket);
    String deny =
        """
        {"Version":"2012-10-17","Statement":[
        {"Effect":"Deny","Principal":"*","Action":"s3:PutObject","Resource":"arn:aws:s3:::%1$s/*",
        "Condition":{"StringLike":{"s3:x-amz-copy-source":["%2$s/secret/*"]}}}]}"""
            .formatted(target, bucket);
    assertThat(root().put(Request.at(target, "") + "?policy", deny).status()).isEqualTo(204);
    Request copy = Request.of("PUT", Request.at(target, "copy"));
    assertThat(copier.send(copy.with("x-amz-copy-source", bucket + "/public/a")).status())
        .isEqualTo(200);
    assertDenied(copier.send(copy.with("x-amz-copy-source", source.formatted(bucket))));
  }

  /** What a form has in its fields counts like the headers of a PUT. */
  @Test
  void listThatAPolicyDenies_isDeniedInAFormToo() {
    String open = root().bucket("judged-forms");
    String policy =
        """
        {"Version":"2012-10-17","Statement":[
        {"Effect":"Allow","Principal":"*","Action":"s3:Put*","Resource":"arn:aws:s3:::%1$s/*"},
        {"Effect":"Deny","Principal":"*","Action":"s3:PutObject","Resource":"arn:aws:s3:::%1$s/*",
        "Condition":{"StringLike":{"s3:x-amz-acl":"public-*"}}}]}"""
            .formatted(open);
    assertThat(root().put(Request.at(open, "") + "?policy", policy).status()).isEqualTo(204);
    assertThat(anybody(form(open, "private")).status()).isEqualTo(204);
    assertDenied(anybody(form(open, "public-read")));
    assertDenied(
        anybody(
            Request.of("PUT", Request.at(open, "k"))
                .with("x-amz-acl", "public-read")
                .withText("x")));
  }

  private static Request form(String bucket, String acl) {
    String field = "--cut\r\nContent-Disposition: form-data; name=\"%s\"\r\n\r\n%s\r\n";
    return Request.of("POST", Request.at(bucket, ""))
        .with("Content-Type", "multipart/form-data; boundary=cut")
        .withText(
            field.formatted("key", "k")
                + field.formatted("acl", acl)
                + field.formatted("file", "x")
                + "--cut--\r\n");
  }

  private static void allowListingOfPublic() {
    policy("Allow", "ListBucket*", "StringEquals", "\"s3:prefix\":\"public/\"");
  }

  private static void policy(String effect, String action, String operator, String condition) {
    String conditions =
        operator.isEmpty() ? "" : ",\"Condition\":{\"%s\":{%s}}".formatted(operator, condition);
    String document =
        """
        {"Version":"2012-10-17","Statement":[{"Effect":"%s","Principal":"*",
        "Action":"s3:%s","Resource":"arn:aws:s3:::%s"%s}]}"""
            .formatted(effect, action, bucket, conditions);
    Reply set = root().put(Request.at(bucket, "") + "?policy", document);
    assertThat(set.status()).as(set.text()).isEqualTo(204);
  }
}
