package io.horizonpush.s3.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.horizonpush.s3.api.TestingS3Client.Answer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Deletions in buckets that keep versions. */
public abstract class DeleteMarkerApiContract extends S3ApiContract {

  private static final byte[] NOTHING = new byte[0];
  private static final String ID = "x-amz-version-id";
  private static final String MARKER = "x-amz-delete-marker";

  @BeforeEach
  void keepVersions() {
    version("Enabled");
  }

  private void version(String status) {
    assertThat(client.put("/" + bucket + "?versioning", Versions.configuration(status)).status())
        .isEqualTo(200);
  }

  private String put(String text) {
    return Versions.put(client, at("key"), text);
  }

  private Answer delete() {
    return client.send("DELETE", at("key"));
  }

  private String named(String version) {
    return at("key") + "?versionId=" + version;
  }

  @Test
  void deletion_putsAMarkerOnTop_andRemovesNothing() {
    String first = put("one");

    Answer deleted = delete();

    assertThat(deleted.status()).isEqualTo(204);
    assertThat(deleted.header(MARKER)).isEqualTo("true");
    assertThat(deleted.header(ID)).matches("[0-9a-f]{32}").isNotEqualTo(first);
    assertThat(client.get(named(first)).text()).isEqualTo("one");
    Answer again = delete();
    assertThat(again.header(ID)).isNotEqualTo(deleted.header(ID));
    assertThat(client.get("/" + bucket + "?versions").elements("VersionId"))
        .containsExactly(again.header(ID), deleted.header(ID), first);
  }

  @Test
  void deletion_ofWhatNeverWas_makesAMarkerToo() {
    Answer deleted = delete();

    assertThat(deleted.header(MARKER)).isEqualTo("true");
    assertThat(client.get("/" + bucket + "?versions").elements("VersionId"))
        .containsExactly(deleted.header(ID));
    assertThat(client.send("DELETE", "/" + bucket).errorCode()).isEqualTo("BucketNotEmpty");
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "HEAD"})
  void anObjectUnderAMarker_isNotFound_andTheAnswerNamesTheMarker(String method) {
    put("one");
    String marker = delete().header(ID);

    Answer answer = client.send(method, at("key"));

    assertThat(answer.status()).isEqualTo(404);
    assertThat(answer.header(MARKER)).isEqualTo("true");
    assertThat(answer.header(ID)).isEqualTo(marker);
    assertThat(client.get(at("key")).errorCode()).isEqualTo("NoSuchKey");
    Answer absent = client.send(method, at("absent"));
    assertThat(absent.status()).isEqualTo(404);
    assertThat(absent.header(MARKER)).isEmpty();
    assertThat(absent.header(ID)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "HEAD"})
  void aMarkerThatIsNamed_canOnlyBeDeleted(String method) {
    put("one");
    String marker = delete().header(ID);

    Answer answer = client.send(method, named(marker));

    assertThat(answer.status()).isEqualTo(405);
    assertThat(answer.header(MARKER)).isEqualTo("true");
    assertThat(answer.header(ID)).isEqualTo(marker);
    assertThat(answer.header("allow")).isEqualTo("DELETE");
    assertThat(answer.header("last-modified")).endsWith(" GMT");
    assertThat(client.get(named(marker)).errorCode()).isEqualTo("MethodNotAllowed");
  }

  @ParameterizedTest
  @ValueSource(strings = {"tagging", "acl", "attributes"})
  void aMarkerThatIsNamed_hasNoAttributes(String subresource) {
    put("one");
    String marker = delete().header(ID);
    Map<String, String> headers =
        Map.of("x-amz-object-attributes", "ETag", "x-amz-acl", "public-read");

    Answer get = client.send("GET", named(marker) + "&" + subresource, headers, NOTHING);
    assertThat(get.status()).isEqualTo(405);
    assertThat(client.get(at("key") + "?tagging").status()).isEqualTo(404);
    if (!subresource.equals("attributes")) {
      String tags = subresource.equals("acl") ? "" : "<Tagging><TagSet/></Tagging>";
      Answer put = client.send("PUT", named(marker) + "&" + subresource, headers, utf8(tags));
      assertThat(put.status()).isEqualTo(405);
      assertThat(put.errorCode()).isEqualTo("MethodNotAllowed");
    }
  }

  @Test
  void aMarker_canBeNoSource() {
    put("one");
    String marker = delete().header(ID);

    Answer named = copy(bucket + "/key?versionId=" + marker);
    assertThat(named.status()).isEqualTo(400);
    assertThat(named.errorCode()).isEqualTo("InvalidRequest");
    assertThat(copy(bucket + "/key").errorCode()).isEqualTo("NoSuchKey");
  }

  private Answer copy(String source) {
    return client.send("PUT", at("copy"), Map.of("x-amz-copy-source", source), NOTHING);
  }

  @Test
  void removal_ofTheMarker_bringsTheObjectBack() {
    String first = put("one");
    String marker = delete().header(ID);

    Answer removed = client.send("DELETE", named(marker));

    assertThat(removed.status()).isEqualTo(204);
    assertThat(removed.header(MARKER)).isEqualTo("true");
    assertThat(removed.header(ID)).isEqualTo(marker);
    assertThat(client.get(at("key")).header(ID)).isEqualTo(first);
    assertThat(client.get("/" + bucket + "?list-type=2").elements("Key")).containsExactly("key");
  }

  @Test
  void deletion_whileVersioningIsSuspended_replacesTheNullVersion_andNoOther() {
    String kept = put("kept");
    version("Suspended");
    client.put(at("key"), "lost");

    Answer deleted = delete();

    assertThat(deleted.header(MARKER)).isEqualTo("true");
    assertThat(deleted.header(ID)).isEqualTo("null");
    assertThat(client.get(named(kept)).text()).isEqualTo("kept");
    assertThat(client.get(named("null")).status()).isEqualTo(405);
    assertThat(client.get(at("key")).header(ID)).isEqualTo("null");
    assertThat(client.get("/" + bucket + "?versions").elements("VersionId"))
        .containsExactly("null", kept);
    Answer removed = client.send("DELETE", named("null"));
    assertThat(removed.header(MARKER)).isEqualTo("true");
    assertThat(client.get(at("key")).text()).isEqualTo("kept");
  }

  @Test
  void deletion_whereThereNeverWereVersions_saysNothingOfThem() {
    String plain = "/" + bucket + ".plain";
    client.send("PUT", plain);
    client.put(plain + "/key", "x");

    Answer deleted = client.send("DELETE", plain + "/key");

    assertThat(deleted.status()).isEqualTo(204);
    assertThat(deleted.header(MARKER)).isEmpty();
    assertThat(deleted.header(ID)).isEmpty();
    assertThat(client.get(plain + "/key").header(MARKER)).isEmpty();
    assertThat(client.get(plain + "?versions").elements("DeleteMarker")).isEmpty();
  }

  @Test
  void deleteObjects_makesMarkersAndRemovesVersions() {
    String first = put("one");
    String second = put("two");
    String marker = client.send("DELETE", at("other")).header(ID);

    Answer answer =
        deleteAll(
            entry("key", second), entry("new", ""), entry("other", marker), entry("key", "x"));

    assertThat(answer.status()).isEqualTo(200);
    List<String> deleted = answer.elements("Deleted");
    assertThat(deleted).hasSize(3);
    assertThat(deleted.get(0))
        .contains("<VersionId>" + second + "</VersionId>")
        .doesNotContain("DeleteMarker");
    assertThat(deleted.get(1))
        .contains("<DeleteMarker>true</DeleteMarker>")
        .doesNotContain("<VersionId>");
    assertThat(deleted.get(2))
        .contains(
            "<VersionId>" + marker + "</VersionId>",
            "<DeleteMarker>true</DeleteMarker>",
            "<DeleteMarkerVersionId>" + marker + "</DeleteMarkerVersionId>");
    assertThat(answer.elements("Error")).hasSize(1);
    assertThat(answer.elements("Error").getFirst())
        .contains("<Key>key</Key>", "<VersionId>x</VersionId>", "InvalidArgument");
    assertThat(client.get(at("key")).header(ID)).isEqualTo(first);
    assertThat(client.get(at("new")).header(ID))
        .isEqualTo(answer.elements("DeleteMarkerVersionId").getFirst());
  }

  @Test
  void deleteObjects_takesManyVersionsOfOneKey() {
    List<String> ids = List.of(put("1"), put("2"), put("3"));
    String marker = delete().header(ID);

    Answer answer =
        deleteAll(
            entry("key", ids.get(0)),
            entry("key", ids.get(1)),
            entry("key", ids.get(2)),
            entry("key", marker));

    assertThat(answer.elements("Deleted")).hasSize(4);
    assertThat(client.get("/" + bucket + "?versions").elements("VersionId")).isEmpty();
    assertThat(client.send("DELETE", "/" + bucket).status()).isEqualTo(204);
  }

  private Answer deleteAll(String... entries) {
    return client.post(
        "/" + bucket + "?delete", "<Delete>" + String.join("", entries) + "</Delete>");
  }

  private static String entry(String key, String version) {
    String named = version.isEmpty() ? "" : "<VersionId>" + version + "</VersionId>";
    return "<Object><Key>" + key + "</Key>" + named + "</Object>";
  }
}
