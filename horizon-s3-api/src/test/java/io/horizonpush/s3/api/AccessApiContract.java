package io.horizonpush.s3.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.horizonpush.s3.api.TestingS3Client.Answer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may do what with the buckets and objects of others: ownership and access control lists. */
public abstract class AccessApiContract extends TwoOwnersContract {

  private static final String EVERYONE = "http://acs.amazonaws.com/groups/global/AllUsers";

  @ParameterizedTest
  @CsvSource({
    "GET, ''",
    "HEAD, ''",
    "DELETE, ''",
    "GET, ?location",
    "GET, ?versions",
    "GET, ?uploads",
    "GET, ?acl",
    "PUT, ?acl",
    "GET, ?policy",
    "DELETE, ?policy",
    "GET, ?policyStatus",
    "GET, ?cors",
    "DELETE, ?cors",
    "GET, ?tagging",
    "DELETE, ?tagging",
    "GET, ?publicAccessBlock",
    "DELETE, ?publicAccessBlock",
    "GET, ?versioning",
    "POST, ?delete",
    "GET, /key",
    "HEAD, /key",
    "PUT, /key",
    "DELETE, /key",
    "GET, /key?acl",
    "PUT, /key?acl",
    "GET, /key?tagging",
    "DELETE, /key?tagging",
    "GET, /key?attributes",
    "POST, /key?uploads",
    "PUT, /new",
    "GET, /absent",
    "DELETE, /absent"
  })
  void whatIsPrivate_isItsOwnersAlone(String method, String target) {
    client.put(at("key"), "secret");
    Map<String, String> headers =
        target.endsWith("attributes") ? Map.of("x-amz-object-attributes", "ETag") : Map.of();

    for (TestingS3Client stranger : List.of(other, anybody)) {
      Answer answer = stranger.send(method, "/" + bucket + target, headers, NOTHING);
      assertThat(answer.status()).isEqualTo(403);
      assertThat(answer.text()).doesNotContain("secret");
      assertThat(answer.errorCode()).isEqualTo(method.equals("HEAD") ? "" : "AccessDenied");
    }
    assertThat(client.get(at("key")).text()).isEqualTo("secret");
    assertThat(client.get(at("new")).errorCode()).isEqualTo("NoSuchKey");
  }

  @Test
  void buckets_areListedToTheirOwnerAlone_andTheirNamesAreTaken() {
    other.send("PUT", "/" + bucket + ".other");

    assertThat(client.get("/").elements("Name")).contains(bucket).doesNotContain(bucket + ".other");
    assertThat(other.get("/").elements("Name")).contains(bucket + ".other").doesNotContain(bucket);
    assertThat(other.get("/").element("ID")).contains(otherKey().ownerId());
    assertDenied(anybody.get("/"));
    assertDenied(anybody.send("PUT", "/new-" + bucket));
    Answer taken = other.send("PUT", "/" + bucket);
    assertThat(taken.status()).isEqualTo(409);
    assertThat(taken.errorCode()).isEqualTo("BucketAlreadyExists");
    assertThat(client.send("PUT", "/" + bucket).status()).isEqualTo(200);
    assertThat(other.get("/none-" + bucket).errorCode()).isEqualTo("NoSuchBucket");
    assertThat(anybody.get("/none-" + bucket + "/key").errorCode()).isEqualTo("NoSuchBucket");
  }

  @Test
  void aKeyThatIsNotKnownOrHasAnotherSecret_isRefused() {
    TestingKey key = ownerKey();
    TestingKey wrong = new TestingKey(key.id(), "x" + key.secret(), key.ownerId());
    TestingKey unknown = new TestingKey("AKUNKNOWN", key.secret(), key.ownerId());

    Answer forged = new TestingS3Client(endpoint(), wrong).get(at("key"));
    Answer absent = new TestingS3Client(endpoint(), unknown).get(at("key"));

    assertThat(forged.status()).isEqualTo(403);
    assertThat(forged.errorCode()).isEqualTo("SignatureDoesNotMatch");
    assertThat(absent.status()).isEqualTo(403);
    assertThat(absent.errorCode()).isEqualTo("InvalidAccessKeyId");
  }

  @ParameterizedTest
  @CsvSource({
    "private,                   403, 403, 403, 403, 403",
    "public-read,               200, 200, 403, 403, 403",
    "public-read-write,         200, 200, 200, 200, 403",
    "authenticated-read,        200, 403, 403, 403, 403",
    "bucket-owner-read,         403, 403, 403, 403, 403",
    "bucket-owner-full-control, 403, 403, 403, 403, 403"
  })
  void cannedList_opensTheBucketAsItsNameSays(
      String acl, int otherLists, int anybodyLists, int otherPuts, int anybodyPuts, int reads) {
    client.put(at("key"), "x");

    assertThat(client.send("PUT", sub("acl"), Map.of("x-amz-acl", acl), NOTHING).status())
        .isEqualTo(200);

    assertThat(other.get("/" + bucket).status()).isEqualTo(otherLists);
    assertThat(anybody.get("/" + bucket).status()).isEqualTo(anybodyLists);
    assertThat(other.put(at("new1"), "x").status()).isEqualTo(otherPuts);
    assertThat(anybody.put(at("new2"), "x").status()).isEqualTo(anybodyPuts);
    // The list of a bucket opens none of its objects.
    assertThat(other.get(at("key")).status()).isEqualTo(reads);
    assertThat(anybody.get(at("key")).status()).isEqualTo(reads);
    assertThat(client.get(at("key")).status()).isEqualTo(200);
    assertDenied(other.get(sub("acl")));
  }

  @Test
  void cannedList_canBeAskedForWhenTheBucketIsMade() {
    String made = bucket + ".open";
    assertThat(client.send("PUT", "/" + made, Map.of("x-amz-acl", "public-read"), NOTHING).status())
        .isEqualTo(200);

    assertThat(anybody.get("/" + made).status()).isEqualTo(200);
    Answer acl = client.get("/" + made + "?acl");
    assertThat(acl.elements("ID")).containsOnly(ownerKey().ownerId()).hasSize(2);
    assertThat(acl.elements("URI")).containsExactly(EVERYONE);
    assertThat(acl.elements("Permission")).containsExactlyInAnyOrder("READ", "FULL_CONTROL");
  }

  @ParameterizedTest
  @CsvSource({
    "private,                   403, 403",
    "public-read,               200, 200",
    "public-read-write,         200, 200",
    "authenticated-read,        200, 403",
    "bucket-owner-read,         403, 403",
    "bucket-owner-full-control, 403, 403"
  })
  void cannedList_opensTheObjectAsItsNameSays(String acl, int otherReads, int anybodyReads) {
    client.put(at("later"), "x");
    Map<String, String> header = Map.of("x-amz-acl", acl);

    assertThat(client.send("PUT", at("put"), header, utf8("x")).status()).isEqualTo(200);
    assertThat(client.send("PUT", at("later") + "?acl", header, NOTHING).status()).isEqualTo(200);

    for (String key : List.of("put", "later")) {
      assertThat(other.get(at(key)).status()).isEqualTo(otherReads);
      assertThat(other.send("HEAD", at(key)).status()).isEqualTo(otherReads);
      assertThat(anybody.get(at(key)).status()).isEqualTo(anybodyReads);
      // Neither more of the object nor anything else.
      assertDenied(other.put(at(key), "y"));
      assertDenied(other.send("DELETE", at(key)));
      assertDenied(anybody.get(at(key) + "?acl"));
      assertThat(client.get(at(key)).text()).isEqualTo("x");
    }
    assertDenied(anybody.get("/" + bucket));
  }

  @Test
  void list_ofACopyAndOfAnUpload_isTheOneAskedFor() {
    Map<String, String> open = Map.of("x-amz-acl", "public-read");
    client.send("PUT", at("source"), open, utf8("x"));
    client.send("PUT", at("plain"), Map.of("x-amz-copy-source", bucket + "/source"), NOTHING);
    client.send(
        "PUT",
        at("open"),
        Map.of("x-amz-copy-source", bucket + "/source", "x-amz-acl", "public-read"),
        NOTHING);
    String upload =
        client.send("POST", at("parts") + "?uploads", open, NOTHING).element("UploadId").get();
    String etag = client.put(at("parts") + "?partNumber=1&uploadId=" + upload, "p").header("etag");
    client.post(
        at("parts") + "?uploadId=" + upload,
        "<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>"
            + etag
            + "</ETag></Part></CompleteMultipartUpload>");

    assertDenied(anybody.get(at("plain")));
    assertThat(anybody.get(at("open")).text()).isEqualTo("x");
    assertThat(anybody.get(at("parts")).text()).isEqualTo("p");
  }

  @Test
  void list_doesNotOutliveTheObject() {
    client.send("PUT", at("key"), Map.of("x-amz-acl", "public-read"), utf8("1"));
    client.put(at("key"), "2");

    assertDenied(anybody.get(at("key")));
    assertThat(client.get(at("key") + "?acl").elements("Permission"))
        .containsExactly("FULL_CONTROL");
  }

  @ParameterizedTest
  @CsvSource({
    "read,         200, 403, 403, 403",
    "write,        403, 200, 403, 403",
    "read-acp,     403, 403, 200, 403",
    "write-acp,    403, 403, 403, 200",
    "full-control, 200, 200, 200, 200"
  })
  void grant_onABucket_allowsWhatItSays_toWhomItNames(
      String permission, int lists, int writes, int readsList, int writesList) {
    Map<String, String> grant =
        Map.of("x-amz-grant-" + permission, "id=\"" + otherKey().ownerId() + "\"");

    assertThat(client.send("PUT", sub("acl"), grant, NOTHING).status()).isEqualTo(200);

    assertThat(other.get("/" + bucket).status()).isEqualTo(lists);
    assertThat(other.put(at("new"), "x").status()).isEqualTo(writes);
    assertThat(other.send("DELETE", at("gone")).status()).isEqualTo(writes == 200 ? 204 : 403);
    assertThat(other.get(sub("acl")).status()).isEqualTo(readsList);
    assertDenied(other.get(sub("policy")));
    assertDenied(anybody.get("/" + bucket));
    assertThat(client.get(sub("acl")).status()).isEqualTo(200);
    assertThat(other.send("PUT", sub("acl"), grant, NOTHING).status()).isEqualTo(writesList);
    assertThat(other.send("DELETE", "/" + bucket).status()).isEqualTo(403);
  }

  @ParameterizedTest
  @CsvSource({
    "READ,         200, 403, 403",
    "WRITE,        403, 403, 403",
    "READ_ACP,     403, 200, 403",
    "WRITE_ACP,    403, 403, 200",
    "FULL_CONTROL, 200, 200, 200"
  })
  void grant_onAnObject_allowsWhatItSays_toWhomItNames(
      String permission, int reads, int readsList, int writesList) {
    client.put(at("key"), "x");
    String document = document(ownerKey().ownerId(), otherKey().ownerId(), permission);

    assertThat(client.put(at("key") + "?acl", document).status()).isEqualTo(200);

    Answer acl = client.get(at("key") + "?acl");
    assertThat(acl.elements("Permission")).containsExactly(permission);
    assertThat(acl.elements("ID")).containsExactly(ownerKey().ownerId(), otherKey().ownerId());
    assertThat(other.get(at("key")).status()).isEqualTo(reads);
    assertThat(other.get(at("key") + "?acl").status()).isEqualTo(readsList);
    assertThat(other.put(at("key") + "?acl", document).status()).isEqualTo(writesList);
    assertDenied(other.put(at("key"), "y"));
    assertDenied(anybody.get(at("key")));
    assertThat(client.get(at("key")).text()).isEqualTo("x");
  }

  @Test
  void list_thatCannotBe_isRefusedAndChangesNothing() {
    client.put(at("key"), "x");
    for (String target : List.of(sub("acl"), at("key") + "?acl")) {
      assertThat(refusal(target, Map.of("x-amz-acl", "public"))).isEqualTo("InvalidArgument");
      assertThat(refusal(target, Map.of("x-amz-acl", "private", "x-amz-grant-read", "id=a")))
          .isEqualTo("InvalidRequest");
      assertThat(refusal(target, Map.of("x-amz-grant-read", "id=\"nobody\"")))
          .isEqualTo("InvalidArgument");
      assertThat(refusal(target, Map.of("x-amz-grant-read", "nonsense")))
          .isEqualTo("InvalidArgument");
      assertThat(refusal(target, Map.of("x-amz-grant-read", "uri=\"http://example.com/all\"")))
          .isEqualTo("InvalidArgument");
      assertThat(refusal(target, Map.of("x-amz-grant-read", "emailAddress=\"a@example.com\"")))
          .isEqualTo("UnresolvableGrantByEmailAddress");
      assertThat(refusal(target, Map.of())).isEqualTo("MissingSecurityHeader");
      assertThat(client.put(target, "<AccessControlPolicy/>").errorCode())
          .isEqualTo("MalformedACLError");
      String own = document(ownerKey().ownerId(), otherKey().ownerId(), "READ");
      assertThat(client.send("PUT", target, Map.of("x-amz-acl", "private"), utf8(own)).errorCode())
          .isEqualTo("UnexpectedContent");
      // A document cannot give the bucket or object away.
      assertDenied(
          client.put(target, document(otherKey().ownerId(), ownerKey().ownerId(), "READ")));
      assertThat(client.get(target).elements("Permission")).containsExactly("FULL_CONTROL");
    }
    assertThat(client.get(at("absent") + "?acl").errorCode()).isEqualTo("NoSuchKey");
  }

  @Test
  void object_belongsToWhoeverStoredIt_andTheBucketsOwnerMayDoEverythingWithIt() {
    client.send(
        "PUT", sub("acl"), Map.of("x-amz-grant-write", "id=" + otherKey().ownerId()), NOTHING);
    assertThat(other.put(at("key"), "of the other").status()).isEqualTo(200);

    assertThat(other.get(at("key")).text()).isEqualTo("of the other");
    Answer acl = other.get(at("key") + "?acl");
    assertThat(acl.elements("ID")).containsOnly(otherKey().ownerId());
    assertThat(
            other
                .send("PUT", at("key") + "?acl", Map.of("x-amz-acl", "public-read"), NOTHING)
                .status())
        .isEqualTo(200);
    assertThat(anybody.get(at("key")).status()).isEqualTo(200);
    assertThat(client.get(at("key")).text()).isEqualTo("of the other");

    // What was stored stays its owner's when it may store no more.
    client.send("PUT", sub("acl"), Map.of("x-amz-acl", "private"), NOTHING);
    assertDenied(other.put(at("key"), "again"));
    assertDenied(other.send("DELETE", at("key")));
    assertThat(other.get(at("key")).text()).isEqualTo("of the other");
    assertThat(client.send("DELETE", at("key")).status()).isEqualTo(204);
  }

  @Test
  void object_ofAnotherOwner_namesTheBucketsOwnerWhereItsListSaysSo() {
    client.send(
        "PUT", sub("acl"), Map.of("x-amz-grant-write", "id=" + otherKey().ownerId()), NOTHING);

    other.send("PUT", at("key"), Map.of("x-amz-acl", "bucket-owner-full-control"), utf8("x"));

    Answer acl = other.get(at("key") + "?acl");
    assertThat(acl.elements("Permission")).containsExactly("FULL_CONTROL", "FULL_CONTROL");
    assertThat(acl.elements("ID"))
        .containsExactly(otherKey().ownerId(), otherKey().ownerId(), ownerKey().ownerId());
  }

  @Test
  void object_thatAnybodyStored_isOpenedToNobodyByThat() {
    client.send("PUT", sub("acl"), Map.of("x-amz-acl", "public-read-write"), NOTHING);
    assertThat(anybody.put(at("key"), "x").status()).isEqualTo(200);

    assertDenied(anybody.get(at("key")));
    assertDenied(anybody.get(at("key") + "?acl"));
    assertDenied(other.get(at("key")));
    assertThat(client.get(at("key")).text()).isEqualTo("x");
    assertThat(anybody.send("DELETE", at("key")).status()).isEqualTo(204);
    assertThat(client.get(at("key")).status()).isEqualTo(404);
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "HEAD"})
  void aMissingKey_isToldToWhoMayListTheBucket(String method) {
    assertThat(other.send(method, at("absent")).status()).isEqualTo(403);
    assertThat(anybody.send(method, at("absent")).status()).isEqualTo(403);

    client.send("PUT", sub("acl"), Map.of("x-amz-acl", "public-read"), NOTHING);

    assertThat(other.send(method, at("absent")).status()).isEqualTo(404);
    assertThat(anybody.send(method, at("absent")).status()).isEqualTo(404);
    client.put(at("there"), "x");
    assertThat(anybody.send(method, at("there")).status()).isEqualTo(403);
  }

  @Test
  void request_thatExpectsAnotherOwner_isDenied() {
    client.put(at("key"), "x");
    Map<String, String> right = Map.of("x-amz-expected-bucket-owner", ownerKey().ownerId());
    Map<String, String> wrong = Map.of("x-amz-expected-bucket-owner", otherKey().ownerId());

    assertThat(client.send("GET", at("key"), right, NOTHING).status()).isEqualTo(200);
    assertDenied(client.send("GET", at("key"), wrong, NOTHING));
    assertDenied(client.send("PUT", sub("tagging"), wrong, NOTHING));
    assertDenied(client.send("DELETE", at("key"), wrong, NOTHING));
    assertThat(client.get(at("key")).status()).isEqualTo(200);
  }

  private String refusal(String target, Map<String, String> headers) {
    Answer answer = client.send("PUT", target, headers, NOTHING);
    assertThat(answer.status()).isEqualTo(400);
    return answer.errorCode();
  }

  private static String document(String owner, String grantee, String permission) {
    return "<AccessControlPolicy><Owner><ID>"
        + owner
        + "</ID></Owner><AccessControlList><Grant><Grantee"
        + " xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:type=\"CanonicalUser\"><ID>"
        + grantee
        + "</ID></Grantee><Permission>"
        + permission
        + "</Permission></Grant></AccessControlList></AccessControlPolicy>";
  }
}
