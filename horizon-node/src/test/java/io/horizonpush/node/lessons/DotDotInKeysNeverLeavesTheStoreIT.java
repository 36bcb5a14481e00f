package io.horizonpush.node.lessons;

import static org.assertj.core.api.Assertions.assertThat;

import io.horizonpush.node.testing.Reply;
import io.horizonpush.node.testing.Request;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A key is a text and never a path. CVE-2026-54917 and CVE-2026-58372 ({@code ..} in keys and in
 * the body of DeleteObjects), CVE-2025-68705, CVE-2025-24961 (keys joined to folders), and a source
 * of a copy with an encoded {@code ?versionId=} in versitygw.
 */
class DotDotInKeysNeverLeavesTheStoreIT extends Lesson {

  private static final String KEY = "../../escaped";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../../escaped",
        "..",
        ".",
        "../victim/k",
        "a/../../victim/k",
        "/etc/passwd",
        "..\\..\\escaped",
        "a/./b//c/..",
        "~/x",
        "C:\\x",
        "file:///etc/passwd"
      })
  void anyKey_namesItsOwnObjectOnly(String key) throws IOException {
    String bucket = root().bucket("dots");
    List<Path> before = neighbours();
    assertThat(root().put(Request.at(bucket, key), "mine").status()).isEqualTo(200);
    assertThat(root().get(Request.at(bucket, key)).text()).isEqualTo("mine");
    assertThat(root().get(Request.at(bucket, "")).xml().texts("Key")).containsExactly(key);
    assertThat(neighbours()).isEqualTo(before);
  }

  private static List<Path> neighbours() throws IOException {
    Path data = node().dataDirectory();
    try (var beside = Files.list(data.resolveSibling(""));
        var inside = Files.list(data)) {
      return Stream.concat(
              beside.filter(path -> path.getFileName().toString().contains("escaped")), inside)
          .sorted()
          .toList();
    }
  }

  @Test
  void deletionOfManyKeys_deletesWhatTheyName() {
    String victim = root().bucket("dots-victim");
    String bucket = root().bucket("dots");
    assertThat(root().put(Request.at(victim, "k"), "kept").status()).isEqualTo(200);
    assertThat(root().put(Request.at(bucket, KEY), "x").status()).isEqualTo(200);
    Reply deleted =
        root()
            .post(
                Request.at(bucket, "") + "?delete",
                "<Delete><Object><Key>../%s/k</Key></Object><Object><Key>%s</Key></Object></Delete>"
                    .formatted(victim, KEY));
    assertThat(deleted.xml().texts("Key")).containsExactly("../" + victim + "/k", KEY);
    assertThat(root().get(Request.at(victim, "k")).text()).isEqualTo("kept");
    assertThat(root().get(Request.at(bucket, KEY)).status()).isEqualTo(404);
  }

  @ParameterizedTest
  @ValueSource(strings = {"%s/../%s/k", "%s/..%%2F%s%%2Fk", "/%s/%%2e%%2e/%s/k", "%s/x/../../%s/k"})
  void sourceOfACopy_isNotResolved(String source) {
    String victim = root().bucket("dots-victim");
    String bucket = root().bucket("dots");
    assertThat(root().put(Request.at(victim, "k"), "secret").status()).isEqualTo(200);
    Reply copied = copy(bucket, source.formatted(bucket, victim));
    assertThat(copied.status()).as(copied.text()).isEqualTo(404);
    assertThat(copied.xml().value("Code")).isEqualTo("NoSuchKey");
  }

  /** A question mark ends the key of a source only as it stands, not when it is escaped. */
  @Test
  void escapedVersion_isPartOfTheKey() {
    String bucket = root().bucket("dots");
    assertThat(root().put(Request.at(bucket, "k"), "other").status()).isEqualTo(200);
    assertThat(root().put(Request.at(bucket, "k?versionId=../../x"), "this").status())
        .isEqualTo(200);
    assertThat(copy(bucket, bucket + "/k%3FversionId=../../x").status()).isEqualTo(200);
    assertThat(root().get(Request.at(bucket, "copy")).text()).isEqualTo("this");
    assertThat(copy(bucket, bucket + "/k?versionId=../../x").status()).isBetween(400, 501);
  }

  private static Reply copy(String bucket, String source) {
    return root()
        .send(Request.of("PUT", Request.at(bucket, "copy")).with("x-amz-copy-source", source));
  }

  @Test
  void bucketOfDots_isNoBucket() {
    for (String name : List.of("..", ".", "%2e%2e", "%2e%2e%2f")) {
      assertThat(root().put("/s3/" + name, "").status()).as(name).isBetween(400, 404);
    }
  }

  /** What a grant of a prefix covers are keys that begin with it, letter by letter. */
  @Test
  void prefixOfAGrant_isNotLeftByDots() {
    String bucket = root().bucket("dots");
    assertThat(root().put(Request.at(bucket, "secret"), "hidden").status()).isEqualTo(200);
    Caller limited = caller(fresh("limited"), "rw:" + bucket + "/mine/");
    assertThat(limited.put(Request.at(bucket, "mine/../secret"), "own").status()).isEqualTo(200);
    assertThat(root().get(Request.at(bucket, "secret")).text()).isEqualTo("hidden");
    assertThat(limited.get(Request.at(bucket, "mine/../secret")).text()).isEqualTo("own");
  }
}
