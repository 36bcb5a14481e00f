package io.horizonpush.fallback.origin;

import static org.assertj.core.api.Assertions.assertThat;

import io.horizonpush.s3.model.ObjectKey;
import io.horizonpush.s3.model.ObjectMetadata;
import io.horizonpush.s3.model.OriginId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The version that an object at an origin is here. */
class OriginObjectTest {

  private static final OriginId ORIGIN = OriginId.of("gcs", "https://example.com", "bucket", "");

  private static ObjectMetadata here(Map<String, String> standard, Map<String, String> user) {
    return new OriginObject(
            "key",
            "1",
            10,
            Instant.EPOCH,
            OriginMetadata.of(new ObjectMetadata(standard, user)),
            List.of())
        .version(ORIGIN, new ObjectKey("key"))
        .metadata();
  }

  @Test
  void metadataThatNoHeaderCanHold_isWrittenSoThatOneCan() {
    ObjectMetadata read =
        here(Map.of(), Map.of("note", "two\nlines", "name", "Łódź", "plain", "a é b"));

    assertThat(read.user().get("note")).isEqualTo("=?UTF-8?B?dHdvCmxpbmVz?=");
    assertThat(EncodedWord.read(read.user().getOrDefault("name", ""))).isEqualTo("Łódź");
    assertThat(read.user()).containsEntry("plain", "a é b");
  }

  @Test
  void whatCanBeNoHeader_isLeftOut() {
    ObjectMetadata read =
        here(
            Map.of("content-type", "text/plain\r\nx: y", "cache-control", "no-cache"),
            Map.of("two words", "x", "", "y", "kept", "z"));

    assertThat(read.headers()).containsOnly(Map.entry("cache-control", "no-cache"));
    assertThat(read.user()).containsOnly(Map.entry("kept", "z"));
  }
}
