package io.horizonpush.s3.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.horizonpush.s3.api.TestingS3Client.Answer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may do what by bucket policies, and what blocked public access rules out. */
public abstract class PolicyApiContract extends TwoOwnersContract {

  @Test
  void policy_opensToAnybodyWhatItNames_andNothingElse() {
    client.put(at("open/a"), "a");
    client.put(at("closed/b"), "b");
    setPolicy(statement("Allow", "'*'", "s3:GetObject", "/open/*"));

    for (TestingS3Client stranger : List.of(other, anybody)) {
      assertThat(stranger.get(at("open/a")).text()).isEqualTo("a");
      assertThat(stranger.send("HEAD", at("open/a")).status()).isEqualTo(200);
      assertDenied(stranger.get(at("closed/b")));
      assertDenied(stranger.put(at("open/a"), "x"));
      assertDenied(stranger.send("DELETE", at("open/a")));
      assertDenied(stranger.get("/" + bucket));
      assertDenied(stranger.get(at("open/a") + "?acl"));
      assertDenied(stranger.get(at("open/a") + "?tagging"));
    }
    client.send("DELETE", sub("policy"));
    assertDenied(anybody.get(at("open/a")));
    assertThat(client.get(at("open/a")).text()).isEqualTo("a");
  }

  @Test
  void policy_forOneOwner_isForNobodyElse() {
    client.put(at("key"), "x");
    setPolicy(
        statement("Allow", otherPrincipal(), "s3:ListBucket", ""),
        statement("Allow", otherPrincipal(), "s3:*Object", "/*"));

    assertThat(other.get("/" + bucket).elements("Key")).containsExactly("key");
    assertThat(other.get(at("key")).text()).isEqualTo("x");
    assertThat(other.put(at("key"), "y").status()).isEqualTo(200);
    assertThat(other.send("DELETE", at("key")).status()).isEqualTo(204);
    assertThat(other.get(at("key")).errorCode()).isEqualTo("NoSuchKey");
    assertDenied(other.send("DELETE", "/" + bucket));
    assertDenied(other.get(sub("policy")));
    assertDenied(anybody.get(at("key")));
    assertThat(other.get("/").elements("Name")).doesNotContain(bucket);
  }

  @Test
  void policy_thatDenies_deniesTheOwnerToo_butCanBeTakenBack() {
    client.put(at("key"), "x");
    setPolicy(
        statement("Allow", "'*'", "s3:GetObject", "/*"),
        statement("Deny", "'*'", "s3:*", "/key"),
        statement("Deny", "'*'", "s3:*", ""));

    assertDenied(client.get(at("key")));
    assertDenied(other.get(at("key")));
    assertDenied(client.send("DELETE", at("key")));
    assertDenied(client.get("/" + bucket));
    assertDenied(client.send("DELETE", "/" + bucket));
    assertDenied(other.send("DELETE", sub("policy")));
    assertThat(client.get(sub("policy")).status()).isEqualTo(200);
    assertThat(client.send("DELETE", sub("policy")).status()).isEqualTo(204);
    assertThat(client.get(at("key")).text()).isEqualTo("x");
  }

  @Test
  void policy_thatLetsReadButNotList_doesNotTellWhatIsMissing() {
    client.put(at("key"), "x");
    setPolicy(statement("Allow", "'*'", "s3:GetObject", "/*"));
    assertThat(anybody.get(at("key")).status()).isEqualTo(200);
    assertDenied(anybody.get(at("absent")));
    assertThat(anybody.send("HEAD", at("absent")).status()).isEqualTo(403);

    setPolicy(
        statement("Allow", "'*'", "s3:GetObject", "/*"),
        statement("Allow", "'*'", "s3:ListBucket", ""));

    Answer absent = anybody.get(at("absent"));
    assertThat(absent.status()).isEqualTo(404);
    assertThat(absent.errorCode()).isEqualTo("NoSuchKey");
  }

  @Test
  void policy_canLookAtTheTagsOfAnObject() {
    client.send("PUT", at("shared"), Map.of("x-amz-tagging", "share=yes"), utf8("s"));
    client.put(at("plain"), "p");
    setPolicy(
        "{'Effect':'Allow','Principal':'*','Action':'s3:GetObject','Resource':'arn:aws:s3:::"
            + bucket
            + "/*','Condition':{'StringEquals':{'s3:ExistingObjectTag/share':'yes'}}}");

    assertThat(anybody.get(at("shared")).text()).isEqualTo("s");
    assertDenied(anybody.get(at("plain")));
    client.send("DELETE", at("shared") + "?tagging");
    assertDenied(anybody.get(at("shared")));
  }

  @Test
  void policy_canLimitAListing() {
    client.put(at("a/1"), "x");
    client.put(at("b/1"), "x");
    setPolicy(
        "{'Effect':'Allow','Principal':'*','Action':'s3:ListBucket','Resource':'arn:aws:s3:::"
            + bucket
            + "','Condition':{'StringLike':{'s3:prefix':'a/*'}}}");

    assertThat(anybody.get("/" + bucket + "?list-type=2&prefix=a/").elements("Key"))
        .containsExactly("a/1");
    assertDenied(anybody.get("/" + bucket + "?list-type=2&prefix=b/"));
    assertDenied(anybody.get("/" + bucket + "?list-type=2"));
  }

  @Test
  void policy_canLimitAListingOfVersions_whichIsAnotherRight() {
    client.put(at("a/1"), "x");
    String limited =
        "{'Effect':'Allow','Principal':'*','Action':'s3:%s','Resource':'arn:aws:s3:::"
            + bucket
            + "','Condition':{'StringLike':{'s3:prefix':'a/*'}}}";
    setPolicy(limited.formatted("ListBucket"));
    assertDenied(anybody.get("/" + bucket + "?versions&prefix=a/"));

    setPolicy(limited.formatted("ListBucketVersions"));
    assertDenied(anybody.get("/" + bucket + "?versions"));
    assertDenied(anybody.get("/" + bucket + "?list-type=2&prefix=a/"));
    assertThat(anybody.get("/" + bucket + "?versions&prefix=a/").elements("Key"))
        .containsExactly("a/1");
  }

  @Test
  void deleteObjects_asksForEachKey() {
    for (String key : List.of("mine/1", "theirs/1", "theirs/2")) {
      client.put(at(key), "x");
    }
    String document =
        "<Delete><Object><Key>mine/1</Key></Object><Object><Key>theirs/1</Key></Object>"
            + "<Object><Key>theirs/absent</Key></Object></Delete>";
    assertDenied(other.post(sub("delete"), document));
    setPolicy(statement("Allow", otherPrincipal(), "s3:DeleteObject", "/theirs/*"));

    Answer answer = other.post(sub("delete"), document);

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.elements("Deleted"))
        .containsExactly("<Key>theirs/1</Key>", "<Key>theirs/absent</Key>");
    assertThat(answer.elements("Error")).hasSize(1);
    assertThat(answer.element("Error").orElseThrow())
        .startsWith("<Key>mine/1</Key><Code>AccessDenied</Code>");
    assertThat(client.get("/" + bucket).elements("Key")).containsExactly("mine/1", "theirs/2");
    assertThat(anybody.post(sub("delete"), document).elements("Code")).containsOnly("AccessDenied");
    assertThat(client.get("/" + bucket).elements("Key")).containsExactly("mine/1", "theirs/2");
  }

  @Test
  void copy_needsItsSource() {
    client.put(at("secret"), "x");
    String target = bucket + ".other";
    other.send("PUT", "/" + target);
    Map<String, String> source = Map.of("x-amz-copy-source", bucket + "/secret");
    Map<String, String> absent = Map.of("x-amz-copy-source", bucket + "/absent");
    String upload = other.send("POST", "/" + target + "/p?uploads").element("UploadId").get();
    String part = "/" + target + "/p?partNumber=1&uploadId=" + upload;

    assertDenied(other.send("PUT", "/" + target + "/copy", source, NOTHING));
    assertDenied(other.send("PUT", "/" + target + "/copy", absent, NOTHING));
    assertDenied(other.send("PUT", part, source, NOTHING));
    assertThat(other.get("/" + target + "/copy").errorCode()).isEqualTo("NoSuchKey");

    setPolicy(statement("Allow", otherPrincipal(), "s3:GetObject", "/secret"));
    assertThat(other.send("PUT", "/" + target + "/copy", source, NOTHING).status()).isEqualTo(200);
    assertThat(other.send("PUT", part, source, NOTHING).status()).isEqualTo(200);
    assertThat(other.get("/" + target + "/copy").text()).isEqualTo("x");
    // The source can be read now; its bucket still cannot be written.
    assertDenied(other.send("PUT", at("copy"), source, NOTHING));
    other.send("DELETE", part.replace("partNumber=1&", ""));
  }

  @Test
  void copyOfTags_needsTheRightToReadAndToSetThem() {
    client.send("PUT", at("tagged"), Map.of("x-amz-tagging", "a=b"), utf8("x"));
    client.put(at("plain"), "x");
    Map<String, String> tagged = Map.of("x-amz-copy-source", bucket + "/tagged");
    Map<String, String> plain = Map.of("x-amz-copy-source", bucket + "/plain");
    Map<String, String> without =
        Map.of("x-amz-copy-source", bucket + "/tagged", "x-amz-tagging-directive", "REPLACE");
    String reads = statement("Allow", "'*'", "s3:GetObject", "/*");
    String writes = statement("Allow", "'*'", "s3:PutObject", "/*");
    String readsTags = statement("Allow", "'*'", "s3:GetObjectTagging", "/tagged");
    String writesTags = statement("Allow", "'*'", "s3:PutObjectTagging", "/copy");

    setPolicy(reads, writes);
    assertThat(other.send("PUT", at("copy"), plain, NOTHING).status()).isEqualTo(200);
    assertThat(other.send("PUT", at("copy"), without, NOTHING).status()).isEqualTo(200);
    assertThat(client.get(at("copy") + "?tagging").elements("Key")).isEmpty();
    assertDenied(other.send("PUT", at("copy"), tagged, NOTHING));
    setPolicy(reads, writes, readsTags);
    assertDenied(other.send("PUT", at("copy"), tagged, NOTHING));
    setPolicy(reads, writes, writesTags);
    assertDenied(other.send("PUT", at("copy"), tagged, NOTHING));
    assertThat(client.get(at("copy") + "?tagging").elements("Key")).isEmpty();

    setPolicy(reads, writes, readsTags, writesTags);
    assertThat(other.send("PUT", at("copy"), tagged, NOTHING).status()).isEqualTo(200);
    assertThat(client.get(at("copy") + "?tagging").elements("Key")).containsExactly("a");
  }

  @Test
  void countOfTags_isToldToWhoMayReadThem() {
    client.send("PUT", at("key"), Map.of("x-amz-tagging", "a=b&c=d"), utf8("x"));
    setPolicy(statement("Allow", "'*'", "s3:GetObject", "/*"));
    for (String method : List.of("GET", "HEAD")) {
      assertThat(client.send(method, at("key")).header("x-amz-tagging-count")).isEqualTo("2");
      assertThat(anybody.send(method, at("key")).status()).isEqualTo(200);
      assertThat(anybody.send(method, at("key")).header("x-amz-tagging-count")).isEmpty();
    }

    setPolicy(statement("Allow", "'*'", "s3:GetObject*", "/*"));
    assertThat(anybody.get(at("key")).header("x-amz-tagging-count")).isEqualTo("2");
  }

  @Test
  void anybody_whoMayWrite_opensAndTagsNothingByThat() {
    setPolicy(statement("Allow", "'*'", "s3:PutObject", "/drop/*"));
    String grant = "id=\"" + otherKey().ownerId() + "\"";
    for (Map<String, String> asked :
        List.of(
            Map.of("x-amz-grant-full-control", grant),
            Map.of("x-amz-acl", "public-read"),
            Map.of("x-amz-tagging", "a=b"))) {
      assertDenied(anybody.send("PUT", at("drop/a"), asked, utf8("x")));
      assertDenied(anybody.send("POST", at("drop/a") + "?uploads", asked, NOTHING));
    }
    assertDenied(postForm("drop/a", "acl", "public-read"));
    assertDenied(postForm("drop/a", "x-amz-grant-full-control", grant));
    assertDenied(
        postForm(
            "drop/a",
            "tagging",
            "<Tagging><TagSet><Tag><Key>a</Key><Value>b</Value></Tag></TagSet></Tagging>"));
    assertThat(client.get(at("drop/a")).status()).isEqualTo(404);

    setPolicy(statement("Allow", "'*'", "s3:PutObject*", "/drop/*"));
    assertThat(postForm("drop/a", "acl", "public-read").status()).isEqualTo(204);
    assertThat(anybody.get(at("drop/a")).text()).isEqualTo("hello");
  }

  @Test
  void unsignedCopy_isRefused_whateverIsOpen() {
    client.put(at("key"), "x");
    setPolicy(
        statement("Allow", "'*'", "s3:*", "/*"), statement("Allow", "'*'", "s3:ListBucket", ""));
    Map<String, String> source = Map.of("x-amz-copy-source", bucket + "/key");
    String upload = client.send("POST", at("parts") + "?uploads").element("UploadId").get();
    String part = at("parts") + "?partNumber=1&uploadId=" + upload;

    assertThat(other.send("PUT", at("copy"), source, NOTHING).status()).isEqualTo(200);
    assertDenied(anybody.send("PUT", at("copy"), source, NOTHING));
    assertDenied(anybody.send("PUT", part, source, NOTHING));
    assertThat(anybody.put(part, "x").status()).isEqualTo(200);
    client.send("DELETE", at("parts") + "?uploadId=" + upload);
  }

  @Test
  void policy_isItsOwnersAlone_whateverItAllows() {
    setPolicy(statement("Allow", "'*'", "s3:*", ""));
    String stolen =
        json("{'Statement':[" + statement("Allow", otherPrincipal(), "s3:*", "") + "]}");

    for (TestingS3Client stranger : List.of(other, anybody)) {
      for (Answer answer :
          List.of(
              stranger.get(sub("policy")),
              stranger.put(sub("policy"), stolen),
              stranger.send("DELETE", sub("policy")))) {
        assertThat(answer.status()).isEqualTo(405);
        assertThat(answer.errorCode()).isEqualTo("MethodNotAllowed");
        assertThat(answer.text()).doesNotContain("Statement");
      }
    }
    assertThat(client.get(sub("policy")).text()).contains("\"Principal\":\"*\"");
    assertThat(client.send("DELETE", sub("policy")).status()).isEqualTo(204);
  }

  @Test
  void principal_thatNobodyCouldBe_isRefused_andAnOwnerOfAnotherNodeIsNot() {
    String elsewhere = "0123456789abcdef".repeat(4);
    for (String principal :
        List.of(
            "{'CanonicalUser':'somebody'}",
            "{'AWS':'arn:aws:iam:::role/somebody'}",
            "{'AWS':'arn:aws:iam::1:user/*/somebody'}",
            "{'AWS':'" + "x".repeat(65) + "'}")) {
      Answer refused =
          client.put(
              sub("policy"),
              json("{'Statement':[" + statement("Allow", principal, "s3:GetObject", "/*") + "]}"));
      assertThat(refused.status()).as(principal).isEqualTo(400);
      assertThat(refused.errorCode()).isEqualTo("MalformedPolicy");
      assertThat(refused.element("Message").orElseThrow()).contains("arn:aws:iam:::user/NAME");
    }
    assertThat(client.get(sub("policy")).status()).isEqualTo(404);

    setPolicy(
        statement("Allow", "{'CanonicalUser':'" + elsewhere + "'}", "s3:GetObject", "/*"),
        statement("Allow", "{'AWS':'arn:aws:iam:::user/elsewhere'}", "s3:GetObject", "/*"));
  }

  @Test
  void form_ofAnybody_isTakenWhereThePolicyLetsThemWrite() {
    setPolicy(statement("Allow", "'*'", "s3:PutObject", "/drop/*"));

    assertThat(postForm("drop/a").status()).isEqualTo(204);
    assertDenied(postForm("else/a"));
    assertThat(client.get(at("drop/a")).text()).isEqualTo("hello");
    assertThat(client.get(at("else/a")).status()).isEqualTo(404);
  }

  @Test
  void blockedPublicAcls_areRefused_andOthersAreNot() {
    client.put(at("key"), "x");
    block("BlockPublicAcls");
    for (String acl : List.of("public-read", "public-read-write", "authenticated-read")) {
      Map<String, String> open = Map.of("x-amz-acl", acl);
      assertDenied(client.send("PUT", sub("acl"), open, NOTHING));
      assertDenied(client.send("PUT", at("key") + "?acl", open, NOTHING));
      assertDenied(client.send("PUT", at("new"), open, utf8("x")));
      assertDenied(client.send("POST", at("new") + "?uploads", open, NOTHING));
    }
    String everyone = "uri=\"http://acs.amazonaws.com/groups/global/AllUsers\"";
    assertDenied(client.send("PUT", at("new"), Map.of("x-amz-grant-read", everyone), utf8("x")));
    assertDenied(
        client.send(
            "PUT",
            at("new"),
            Map.of("x-amz-copy-source", bucket + "/key", "x-amz-acl", "public-read"),
            NOTHING));
    assertThat(client.get(at("new")).status()).isEqualTo(404);

    Map<String, String> grant = Map.of("x-amz-grant-read", "id=" + otherKey().ownerId());
    assertThat(client.send("PUT", at("new"), grant, utf8("x")).status()).isEqualTo(200);
    assertThat(other.get(at("new")).status()).isEqualTo(200);
    assertThat(client.send("PUT", at("p"), Map.of("x-amz-acl", "private"), utf8("x")).status())
        .isEqualTo(200);
    // To make the bucket again sets its list as well.
    assertDenied(
        client.send("PUT", "/" + bucket, Map.of("x-amz-acl", "public-read-write"), NOTHING));
    assertDenied(anybody.put(at("new"), "y"));
  }

  @Test
  void ignoredPublicAcls_openNothing_untilTheyAreHeededAgain() {
    client.send("PUT", sub("acl"), Map.of("x-amz-acl", "public-read"), NOTHING);
    client.send("PUT", at("key"), Map.of("x-amz-acl", "public-read"), utf8("x"));
    assertThat(anybody.get(at("key")).status()).isEqualTo(200);

    block("IgnorePublicAcls");
    for (TestingS3Client stranger : List.of(other, anybody)) {
      assertDenied(stranger.get(at("key")));
      assertDenied(stranger.get("/" + bucket));
    }
    assertThat(client.get(at("key") + "?acl").elements("Permission"))
        .containsExactly("READ", "FULL_CONTROL");

    client.send("DELETE", sub("publicAccessBlock"));
    assertThat(anybody.get(at("key")).status()).isEqualTo(200);
    assertThat(anybody.get("/" + bucket).status()).isEqualTo(200);
  }

  @Test
  void blockedPublicPolicies_areRefused_andOthersAreNot() {
    block("BlockPublicPolicy");

    assertDenied(
        client.put(
            sub("policy"),
            json("{'Statement':[" + statement("Allow", "'*'", "s3:GetObject", "/*") + "]}")));
    assertThat(client.get(sub("policy")).errorCode()).isEqualTo("NoSuchBucketPolicy");
    setPolicy(statement("Allow", otherPrincipal(), "s3:GetObject", "/*"));
    setPolicy(statement("Deny", "'*'", "s3:GetObject", "/*"));
  }

  @Test
  void restrictedBuckets_withAPublicPolicy_areTheirOwnersAlone() {
    client.put(at("key"), "x");
    setPolicy(statement("Allow", "'*'", "s3:GetObject", "/*"));
    assertThat(anybody.get(at("key")).status()).isEqualTo(200);

    block("RestrictPublicBuckets");
    assertDenied(anybody.get(at("key")));
    assertDenied(other.get(at("key")));
    assertThat(client.get(at("key")).text()).isEqualTo("x");

    setPolicy(statement("Allow", otherPrincipal(), "s3:GetObject", "/*"));
    assertThat(other.get(at("key")).text()).isEqualTo("x");
    assertDenied(anybody.get(at("key")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"policy", "acl", "cors", "tagging", "publicAccessBlock"})
  void settings_areTheOwnersToChange_whateverMayBeDoneWithObjects(String setting) {
    setPolicy(
        statement("Allow", "'*'", "s3:ListBucket", ""),
        statement("Allow", "'*'", "s3:*Object", "/*"));

    assertDenied(other.put(sub(setting), "<x/>"));
    assertDenied(anybody.send("DELETE", sub(setting).replace("?acl", "?policy")));
    assertThat(client.get(sub("policy")).status()).isEqualTo(200);
  }

  private void block(String what) {
    String document =
        "<PublicAccessBlockConfiguration><%s>true</%s></PublicAccessBlockConfiguration>"
            .formatted(what, what);
    assertThat(client.put(sub("publicAccessBlock"), document).status()).isEqualTo(200);
  }

  /** Posts a form of a key, further fields by pairs of name and value, and a file. */
  private Answer postForm(String key, String... fields) {
    StringBuilder form = new StringBuilder(field("name=\"key\"", key));
    for (int i = 0; i < fields.length; i += 2) {
      form.append(field("name=\"" + fields[i] + "\"", fields[i + 1]));
    }
    form.append(field("name=\"file\"; filename=\"f\"", "hello")).append("--b--\r\n");
    return anybody.send(
        "POST",
        "/" + bucket,
        Map.of("content-type", "multipart/form-data; boundary=b"),
        utf8(form.toString()));
  }

  private static String field(String parameters, String value) {
    return "--b\r\nContent-Disposition: form-data; %s\r\n\r\n%s\r\n".formatted(parameters, value);
  }
}
