package io.horizonpush.s3.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.horizonpush.s3.api.TestingS3Client.Answer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Buckets that keep versions, and requests that name one. */
public abstract class VersionApiContract extends S3ApiContract {

  private static final byte[] NOTHING = new byte[0];
  private static final String ID = "x-amz-version-id";
  private static final String ABSENT = "0123456789abcdef0123456789abcdef";

  @BeforeEach
  void keepVersions() {
    assertThat(version("Enabled").status()).isEqualTo(200);
  }

  private Answer version(String status) {
    return client.put("/" + bucket + "?versioning", Versions.configuration(status));
  }

  private String put(String key, String text) {
    return Versions.put(client, at(key), text);
  }

  private String named(String key, String version) {
    return at(key) + "?versionId=" + version;
  }

  @Test
  void versioning_isShownAsItWasSet() {
    assertThat(client.get("/" + bucket + "?versioning").elements("Status"))
        .containsExactly("Enabled");

    assertThat(version("Suspended").status()).isEqualTo(200);

    assertThat(client.get("/" + bucket + "?versioning").elements("Status"))
        .containsExactly("Suspended");
    assertThat(client.get("/none-" + bucket + "?versioning").errorCode()).isEqualTo("NoSuchBucket");
  }

  @ParameterizedTest
  @CsvSource({
    "<VersioningConfiguration><Status>enabled</Status></VersioningConfiguration>, MalformedXML",
    "<VersioningConfiguration><Status>Disabled</Status></VersioningConfiguration>, MalformedXML",
    "<VersioningConfiguration/>, IllegalVersioningConfigurationException",
    "<Versioning><Status>Enabled</Status></Versioning>, MalformedXML",
    "'', MalformedXML"
  })
  void versioning_thatSaysNothing_isRefused(String document, String code) {
    version("Suspended");

    Answer answer = client.put("/" + bucket + "?versioning", document);

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.errorCode()).isEqualTo(code);
    assertThat(client.get("/" + bucket + "?versioning").elements("Status"))
        .containsExactly("Suspended");
  }

  @Test
  void mfaDelete_isRefusedAndNotPassedOver() {
    String document =
        "<VersioningConfiguration><Status>Suspended</Status><MfaDelete>Enabled</MfaDelete>"
            + "</VersioningConfiguration>";

    assertThat(client.put("/" + bucket + "?versioning", document).status()).isEqualTo(501);
    Answer withCode =
        client.send(
            "PUT",
            "/" + bucket + "?versioning",
            Map.of("x-amz-mfa", "serial 123456"),
            utf8(Versions.configuration("Suspended")));
    assertThat(withCode.status()).isEqualTo(501);
    assertThat(client.get("/" + bucket + "?versioning").elements("Status"))
        .containsExactly("Enabled");
  }

  @Test
  void everyWrite_makesAVersionThatStays() {
    String first = put("key", "one");
    String second = put("key", "two");

    assertThat(first).isNotEqualTo(second);
    assertThat(client.get(at("key")).text()).isEqualTo("two");
    assertThat(client.get(at("key")).header(ID)).isEqualTo(second);
    Answer old = client.get(named("key", first));
    assertThat(old.text()).isEqualTo("one");
    assertThat(old.header(ID)).isEqualTo(first);
    assertThat(client.send("HEAD", named("key", first)).header(ID)).isEqualTo(first);
    assertThat(client.send("HEAD", named("key", first)).header("content-length")).isEqualTo("3");
    assertThat(
            client.send("GET", named("key", first), Map.of("range", "bytes=1-1"), NOTHING).text())
        .isEqualTo("n");
  }

  @Test
  void conditionsOfARead_lookAtTheVersionThatIsNamed() {
    String first = put("key", "one");
    String etag = client.get(named("key", first)).header("etag");
    String second = put("key", "two");

    Map<String, String> match = Map.of("if-match", etag);
    assertThat(client.send("GET", named("key", first), match, NOTHING).status()).isEqualTo(200);
    assertThat(client.send("GET", named("key", second), match, NOTHING).status()).isEqualTo(412);
    Answer same = client.send("GET", named("key", first), Map.of("if-none-match", etag), NOTHING);
    assertThat(same.status()).isEqualTo(304);
    assertThat(same.header(ID)).isEqualTo(first);
  }

  @Test
  void versionsFromBefore_areNull_andAreReplacedOnlyWhileVersioningIsSuspended() {
    String unversioned = "/" + bucket + ".plain";
    assertThat(client.send("PUT", unversioned).status()).isEqualTo(200);
    assertThat(client.put(unversioned + "/key", "before").header(ID)).isEmpty();
    assertThat(client.get(unversioned + "/key").header(ID)).isEmpty();

    client.put(unversioned + "?versioning", Versions.configuration("Enabled"));
    assertThat(client.get(unversioned + "/key").header(ID)).isEqualTo("null");
    String id = client.put(unversioned + "/key", "after").header(ID);
    assertThat(client.get(unversioned + "/key?versionId=null").text()).isEqualTo("before");

    client.put(unversioned + "?versioning", Versions.configuration("Suspended"));
    assertThat(client.put(unversioned + "/key", "again").header(ID)).isEmpty();
    assertThat(client.get(unversioned + "/key").header(ID)).isEqualTo("null");
    assertThat(client.get(unversioned + "/key?versionId=null").text()).isEqualTo("again");
    assertThat(client.get(unversioned + "/key").text()).isEqualTo("again");
    assertThat(client.get(unversioned + "/key?versionId=" + id).text()).isEqualTo("after");
    assertThat(client.get(unversioned + "?versions").elements("VersionId"))
        .containsExactly("null", id);
  }

  @Test
  void aVersionThatIsNotThere_isNoSuchVersion_andANameThatNoneCanHaveIsRefused() {
    put("key", "one");

    Answer absent = client.get(named("key", ABSENT));
    assertThat(absent.status()).isEqualTo(404);
    assertThat(absent.errorCode()).isEqualTo("NoSuchVersion");
    assertThat(absent.element("VersionId")).contains(ABSENT);
    assertThat(client.get(named("key", "null")).errorCode()).isEqualTo("NoSuchVersion");
    assertThat(client.get(named("absent", ABSENT)).errorCode()).isEqualTo("NoSuchVersion");
    assertThat(client.get(at("absent")).errorCode()).isEqualTo("NoSuchKey");
    for (String bad : List.of("x", "NULL", ABSENT + "0", "..%2F..%2Fx", ABSENT.replace('a', 'A'))) {
      Answer answer = client.get(named("key", bad));
      assertThat(answer.status()).as(bad).isEqualTo(400);
      assertThat(answer.errorCode()).isEqualTo("InvalidArgument");
    }
    assertThat(client.get(named("key", "")).element("Message"))
        .contains("Version id cannot be the empty string");
  }

  @ParameterizedTest
  @CsvSource({"PUT, key", "POST, key?uploads&", "PUT, ?tagging&", "GET, ?versions&", "DELETE, ''"})
  void operationsThatTakeNoVersion_refuseOne(String method, String target) {
    String path = target.startsWith("key") ? at(target) : "/" + bucket + target;
    String query = path.contains("?") ? "" : "?";

    Answer answer = client.send(method, path + query + "versionId=" + ABSENT);

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.errorCode()).isEqualTo("InvalidArgument");
    assertThat(answer.element("Message")).contains("This operation does not accept a version-id.");
  }

  @Test
  void removal_ofAVersion_isForGood_andLeavesTheOthers() {
    String first = put("key", "one");
    String second = put("key", "two");

    Answer removed = client.send("DELETE", named("key", second));

    assertThat(removed.status()).isEqualTo(204);
    assertThat(removed.header(ID)).isEqualTo(second);
    assertThat(removed.header("x-amz-delete-marker")).isEmpty();
    assertThat(client.get(at("key")).text()).isEqualTo("one");
    assertThat(client.get(named("key", second)).errorCode()).isEqualTo("NoSuchVersion");
    assertThat(client.send("DELETE", named("key", second)).status()).isEqualTo(204);
    assertThat(client.send("DELETE", named("key", first)).status()).isEqualTo(204);
    assertThat(client.get(at("key")).errorCode()).isEqualTo("NoSuchKey");
    assertThat(client.send("HEAD", at("key")).header("x-amz-delete-marker")).isEmpty();
    assertThat(client.send("DELETE", "/" + bucket).status()).isEqualTo(204);
  }

  @Test
  void removal_withConditions_looksAtTheVersionThatIsNamed() {
    String first = put("key", "one");
    String etag = client.get(named("key", first)).header("etag");
    put("key", "two");

    Answer wrong =
        client.send("DELETE", named("key", first), Map.of("if-match", "\"other\""), NOTHING);
    assertThat(wrong.status()).isEqualTo(412);
    assertThat(client.get(named("key", first)).text()).isEqualTo("one");
    Answer right = client.send("DELETE", named("key", first), Map.of("if-match", etag), NOTHING);
    assertThat(right.status()).isEqualTo(204);
    assertThat(client.get(named("key", first)).errorCode()).isEqualTo("NoSuchVersion");
  }

  @Test
  void removal_whereThereNeverWereVersions_knowsOnlyTheNullOne() {
    String plain = "/" + bucket + ".plain";
    client.send("PUT", plain);
    client.put(plain + "/key", "x");

    Answer other = client.send("DELETE", plain + "/key?versionId=" + ABSENT);
    assertThat(other.status()).isEqualTo(204);
    assertThat(client.get(plain + "/key").text()).isEqualTo("x");
    Answer removed = client.send("DELETE", plain + "/key?versionId=null");
    assertThat(removed.status()).isEqualTo(204);
    assertThat(removed.header(ID)).isEmpty();
    assertThat(client.get(plain + "/key").errorCode()).isEqualTo("NoSuchKey");
    assertThat(client.send("DELETE", plain).status()).isEqualTo(204);
  }

  @Test
  void copy_readsTheVersionThatIsNamed_andSaysBoth() {
    String first = put("key", "one");
    put("key", "two");

    Answer copied = copy(at("copy"), bucket + "/key?versionId=" + first);

    assertThat(copied.status()).isEqualTo(200);
    assertThat(copied.header("x-amz-copy-source-version-id")).isEqualTo(first);
    assertThat(client.get(named("copy", copied.header(ID))).text()).isEqualTo("one");
    assertThat(copy(at("copy"), bucket + "/key?versionId=" + ABSENT).errorCode())
        .isEqualTo("NoSuchVersion");
    assertThat(copy(at("copy"), bucket + "/key?versionId=").errorCode())
        .isEqualTo("InvalidArgument");
    assertThat(copy(at("copy"), bucket + "/key?version=" + first).errorCode())
        .isEqualTo("InvalidArgument");
  }

  @Test
  void copy_ofAnOlderVersionOntoItsObject_restoresIt() {
    String first = put("key", "one");
    put("key", "two");

    assertThat(copy(at("key"), bucket + "/key").errorCode()).isEqualTo("InvalidRequest");
    assertThat(copy(at("key"), bucket + "/key?versionId=" + first).status()).isEqualTo(200);

    assertThat(client.get(at("key")).text()).isEqualTo("one");
    assertThat(client.get("/" + bucket + "?versions").elements("Version")).hasSize(3);
  }

  @Test
  void upload_inParts_makesAVersion_andItsPartsMayBeVersions() {
    String first = put("key", "one");
    put("key", "two");
    String upload = client.send("POST", at("key") + "?uploads").element("UploadId").orElseThrow();
    String part = at("key") + "?partNumber=1&uploadId=" + upload;

    Answer copied = copy(part, bucket + "/key?versionId=" + first);
    assertThat(copied.header("x-amz-copy-source-version-id")).isEqualTo(first);
    Answer done =
        client.post(
            at("key") + "?uploadId=" + upload,
            "<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>"
                + copied.element("ETag").orElseThrow()
                + "</ETag></Part></CompleteMultipartUpload>");

    assertThat(done.status()).isEqualTo(200);
    assertThat(client.get(named("key", done.header(ID))).text()).isEqualTo("one");
    assertThat(client.get("/" + bucket + "?versions").elements("Version")).hasSize(3);
  }

  @Test
  void form_makesAVersion() {
    String form =
        """
        --b\r
        Content-Disposition: form-data; name="key"\r
        \r
        key\r
        --b\r
        Content-Disposition: form-data; name="file"; filename="f"\r
        \r
        hello\r
        --b--\r
        """;

    Answer post =
        client.send(
            "POST",
            "/" + bucket,
            Map.of("content-type", "multipart/form-data; boundary=b"),
            utf8(form));

    assertThat(post.status()).isEqualTo(204);
    assertThat(client.get(named("key", post.header(ID))).text()).isEqualTo("hello");
  }

  @Test
  void tags_belongToTheVersionThatIsNamed() {
    String first = put("key", "one");
    String second = put("key", "two");
    String target = named("key", first) + "&tagging";
    String tags = "<Tagging><TagSet><Tag><Key>k</Key><Value>v</Value></Tag></TagSet></Tagging>";

    assertThat(client.put(target, tags).header(ID)).isEqualTo(first);

    assertThat(client.get(target).elements("Key")).containsExactly("k");
    assertThat(client.get(target).header(ID)).isEqualTo(first);
    assertThat(client.get(at("key") + "?tagging").elements("Key")).isEmpty();
    assertThat(client.get(at("key") + "?tagging").header(ID)).isEqualTo(second);
    assertThat(client.get(named("key", first)).header("x-amz-tagging-count")).isEqualTo("1");
    Answer gone = client.send("DELETE", target);
    assertThat(gone.status()).isEqualTo(204);
    assertThat(gone.header(ID)).isEqualTo(first);
    assertThat(client.get(target).elements("Key")).isEmpty();
    assertThat(client.put(named("key", ABSENT) + "&tagging", tags).errorCode())
        .isEqualTo("NoSuchVersion");
    assertThat(client.get(named("key", ABSENT) + "&tagging").errorCode())
        .isEqualTo("NoSuchVersion");
  }

  @Test
  void list_belongsToTheVersionThatIsNamed() {
    String first = put("key", "one");
    put("key", "two");
    String target = named("key", first) + "&acl";

    Answer set = client.send("PUT", target, Map.of("x-amz-acl", "public-read"), NOTHING);

    assertThat(set.status()).isEqualTo(200);
    assertThat(set.header(ID)).isEqualTo(first);
    assertThat(client.get(target).elements("Permission"))
        .containsExactlyInAnyOrder("READ", "FULL_CONTROL");
    assertThat(client.get(target).header(ID)).isEqualTo(first);
    assertThat(client.get(at("key") + "?acl").elements("Permission"))
        .containsExactly("FULL_CONTROL");
    assertThat(client.get(named("key", ABSENT) + "&acl").errorCode()).isEqualTo("NoSuchVersion");
    assertThat(
            client
                .send(
                    "PUT",
                    named("key", ABSENT) + "&acl",
                    Map.of("x-amz-acl", "public-read"),
                    NOTHING)
                .errorCode())
        .isEqualTo("NoSuchVersion");
  }

  @Test
  void attributes_areThoseOfTheVersionThatIsNamed() {
    String first = put("key", "one");
    put("key", "three");
    Map<String, String> size = Map.of("x-amz-object-attributes", "ObjectSize");

    Answer old = client.send("GET", named("key", first) + "&attributes", size, NOTHING);

    assertThat(old.element("ObjectSize")).contains("3");
    assertThat(old.header(ID)).isEqualTo(first);
    assertThat(client.send("GET", at("key") + "?attributes", size, NOTHING).element("ObjectSize"))
        .contains("5");
  }

  @Test
  void conditionsOfAWrite_lookAtTheCurrentVersion() {
    Map<String, String> onlyNew = Map.of("if-none-match", "*");
    assertThat(client.send("PUT", at("key"), onlyNew, utf8("one")).status()).isEqualTo(200);
    assertThat(client.send("PUT", at("key"), onlyNew, utf8("two")).status()).isEqualTo(412);

    client.send("DELETE", at("key"));

    Answer afterMarker = client.send("PUT", at("key"), onlyNew, utf8("two"));
    assertThat(afterMarker.status()).isEqualTo(200);
    Map<String, String> match = Map.of("if-match", afterMarker.header("etag"));
    assertThat(client.send("PUT", at("key"), match, utf8("three")).status()).isEqualTo(200);
    assertThat(client.send("PUT", at("key"), match, utf8("four")).status()).isEqualTo(412);
    assertThat(client.get("/" + bucket + "?versions").elements("Version")).hasSize(3);
  }

  private Answer copy(String target, String source) {
    return client.send("PUT", target, Map.of("x-amz-copy-source", source), NOTHING);
  }
}
