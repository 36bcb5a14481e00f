package io.horizonpush.fallback.origin;

import static org.assertj.core.api.Assertions.assertThat;

import io.horizonpush.iroh.sync.VersionLimits;
import io.horizonpush.s3.model.ObjectKey;
import io.horizonpush.s3.model.ObjectMetadata;
import io.horizonpush.s3.model.OriginId;
import io.horizonpush.s3.model.StoredVersion;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is learnt of metadata that clouds have and S3 does not. */
class LearntMetadataTest {

  private static final OriginId ORIGIN = OriginId.of("gcs", "storage.example.com", "b", "");
  private static final ObjectKey KEY = new ObjectKey("key");

  private static StoredVersion learnt(Map<String, String> headers, Map<String, String> user) {
    return new OriginObject(
            "key",
            "1",
            10,
            Instant.parse("2026-01-02T03:04:05Z"),
            OriginMetadata.of(new ObjectMetadata(headers, user)),
            List.of())
        .version(ORIGIN, KEY);
  }

  @Test
  void whatNoRequestOfS3CouldSay_isLeftOut_andMembersTakeTheRest() {
    Map<String, String> user = new HashMap<>();
    user.put("Camel", "case");
    user.put("broken", "a\nb");
    user.put("not a name", "x");
    user.put("snow", "\u2603");
    user.put("long", "x".repeat(1500));
    user.put("longer", "x".repeat(1500));
    user.put("short", "y");

    StoredVersion version =
        learnt(Map.of("content-type", "text/plain", "expires", "x\u0000"), user);

    assertThat(version.metadata().headers())
        .containsExactly(Map.entry("content-type", "text/plain"));
    assertThat(version.metadata().user())
        .containsOnlyKeys("broken", "camel", "long", "short", "snow")
        .containsEntry("camel", "case");
    assertThat(VersionLimits.admit(version)).isTrue();
  }

  @Test
  void whatS3HasToo_staysAsItIs() {
    Map<String, String> user = Map.of("a", "b", "c", "\u00e9");
    assertThat(learnt(Map.of("cache-control", "no-cache"), user).metadata())
        .isEqualTo(new ObjectMetadata(Map.of("cache-control", "no-cache"), user));
  }
}
