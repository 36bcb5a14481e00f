package io.horizonpush.s3.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.horizonpush.s3.api.TestingS3Client.Answer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Listings of the versions of a bucket. */
public abstract class VersionListApiContract extends S3ApiContract {

  private static final String ID = "x-amz-version-id";
  private static final String ABSENT = "0123456789abcdef0123456789abcdef";

  @BeforeEach
  void keepVersions() {
    assertThat(client.put("/" + bucket + "?versioning", Versions.configuration("Enabled")).status())
        .isEqualTo(200);
  }

  private String put(String key, String text) {
    return Versions.put(client, at(key), text);
  }

  @Test
  void listing_hasEveryVersion_theNewestOfAKeyFirst_andSaysWhichIsCurrent() {
    String a1 = put("a", "1");
    String a2 = put("a", "22");
    String b1 = put("b", "1");
    String marker = client.send("DELETE", at("b")).header(ID);

    Answer answer = client.get("/" + bucket + "?versions");

    assertThat(answer.elements("Key")).containsExactly("a", "a", "b", "b");
    assertThat(answer.elements("VersionId")).containsExactly(a2, a1, marker, b1);
    assertThat(answer.elements("IsLatest")).containsExactly("true", "false", "true", "false");
    assertThat(answer.elements("Size")).containsExactly("2", "1", "1");
    assertThat(answer.elements("DeleteMarker")).hasSize(1);
    assertThat(answer.elements("DeleteMarker").getFirst())
        .contains(marker, "<Owner>", "<LastModified>")
        .doesNotContain("ETag", "Size");
    assertThat(answer.elements("DisplayName")).hasSize(4);
    assertThat(client.get("/" + bucket + "?list-type=2").elements("Key")).containsExactly("a");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 100})
  void listing_inPages_hasEveryVersionOnce(int size) {
    List<String> ids = new ArrayList<>();
    for (String key : List.of("c", "b/2", "b/1", "a")) {
      for (int version = 0; version < 3; version++) {
        ids.addFirst(put(key, "x"));
      }
    }
    List<String> found = new ArrayList<>();
    String marker = "";
    do {
      Answer page = client.get("/" + bucket + "?versions&max-keys=" + size + marker);
      assertThat(page.elements("Version").size()).isLessThanOrEqualTo(size);
      found.addAll(page.elements("VersionId"));
      marker =
          page.element("NextKeyMarker")
              .map(
                  key ->
                      "&key-marker="
                          + key
                          + page.element("NextVersionIdMarker")
                              .map(id -> "&version-id-marker=" + id)
                              .orElse(""))
              .orElse("");
      assertThat(page.element("IsTruncated")).contains(Boolean.toString(!marker.isEmpty()));
    } while (!marker.isEmpty());

    assertThat(found).containsExactlyElementsOf(ids);
  }

  @Test
  void listing_rollsUpAndGoesOnBehindAKey() {
    put("a", "1");
    put("b/1", "1");
    put("b/1", "2");
    String last = put("c", "1");

    Answer rolled = client.get("/" + bucket + "?versions&delimiter=/");
    assertThat(rolled.elements("Key")).containsExactly("a", "c");
    assertThat(rolled.elements("CommonPrefixes")).containsExactly("<Prefix>b/</Prefix>");
    Answer prefixed = client.get("/" + bucket + "?versions&prefix=b/");
    assertThat(prefixed.elements("Key")).containsExactly("b/1", "b/1");
    Answer behind = client.get("/" + bucket + "?versions&key-marker=b/1");
    assertThat(behind.elements("VersionId")).containsExactly(last);
    Answer encoded = client.get("/" + bucket + "?versions&encoding-type=url&prefix=%C3%A9");
    assertThat(encoded.element("Prefix")).contains("%C3%A9");
    assertThat(encoded.element("EncodingType")).contains("url");
  }

  @Test
  void listing_withParametersThatMakeNoSense_isRefused() {
    put("key", "x");

    Answer none = client.get("/" + bucket + "?versions&max-keys=0");
    assertThat(none.elements("Version")).isEmpty();
    assertThat(none.element("IsTruncated")).contains("false");
    Answer loose = client.get("/" + bucket + "?versions&version-id-marker=" + ABSENT);
    assertThat(loose.status()).isEqualTo(400);
    assertThat(loose.element("Message"))
        .contains("A version-id marker cannot be specified without a key marker.");
    assertThat(client.get("/" + bucket + "?versions&key-marker=a&version-id-marker=x").errorCode())
        .isEqualTo("InvalidArgument");
    assertThat(client.get("/" + bucket + "?versions&max-keys=-1").errorCode())
        .isEqualTo("InvalidArgument");
  }
}
