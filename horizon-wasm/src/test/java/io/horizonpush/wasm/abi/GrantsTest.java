package io.horizonpush.wasm.abi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is granted, and what is not. */
class GrantsTest {

  private static Grants of(String... texts) {
    return Grants.of(List.of(texts));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http.credentials",
        "http.rewrite",
        "net.private",
        "blobs.read",
        "auth.identity=alice",
        "net=example.com",
        "net=example.com:8443",
        "net=http://example.com",
        "net=[2001:db8::1]:443",
        "docs.read=media/a/b",
        "docs.read=*/",
        "docs.write=media/",
        "docs.authors=members",
        "events=media",
        "events=*",
      })
  void aGrant_isWrittenAsItIsRead(String text) {
    Grant grant = Grant.parse(text).orElseThrow();

    assertThat(Grant.parse(grant.text())).contains(grant);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "http",
        "http.credentials=yes",
        "auth.identity",
        "auth.identity=",
        "auth.identity=root",
        "auth.identity=ROOT",
        "auth.identity=a b",
        "net",
        "net=",
        "net=https://example.com",
        "net=example.com/path",
        "net=user@example.com",
        "net=example.com:0",
        "net=example.com:99999",
        "net=*.example.com",
        "net=-a",
        "docs.read=media",
        "docs.read=a b/",
        "docs.write=media/\0",
        "docs.authors=all",
        "blobs.write=lots",
        "blobs.write",
        "events=a b",
        "files.read",
      })
  void whatIsNoGrant_isRefused(String text) {
    assertThatThrownBy(() -> Grant.parse(text))
        .isInstanceOf(RefusedPluginException.class)
        .hasMessageStartingWith("the grant ");
  }

  @ParameterizedTest
  @CsvSource({
    "media, a/x, true",
    "media, a/, true",
    "media, a, false",
    "media, b/x, false",
    "other, a/x, false",
  })
  void docs_areReadWhereTheGrantSays(String bucket, String key, boolean expected) {
    assertThat(of("docs.read=media/a/").mayReadDocs(bucket, key)).isEqualTo(expected);
    assertThat(of("docs.read=media/a/").mayWriteDocs(bucket, key)).isFalse();
    assertThat(of("docs.write=media/a/").mayWriteDocs(bucket, key)).isEqualTo(expected);
    assertThat(of("docs.write=media/a/").mayReadDocs(bucket, key)).isFalse();
    assertThat(of("docs.read=*/").mayReadDocs(bucket, key)).isTrue();
    assertThat(Grants.NONE.mayReadDocs(bucket, key)).isFalse();
  }

  @Test
  void aServer_isReachedOnlyAsGranted() {
    Grants grants = of("net=Example.com", "net=http://plain.example:8080");

    assertThat(grants.mayReach(true, "example.com", 443)).isTrue();
    assertThat(grants.mayReach(false, "example.com", 443)).isFalse();
    assertThat(grants.mayReach(true, "example.com", 8443)).isFalse();
    assertThat(grants.mayReach(true, "a.example.com", 443)).isFalse();
    assertThat(grants.mayReach(false, "plain.example", 8080)).isTrue();
    assertThat(grants.privateAddresses()).isFalse();
  }

  @Test
  void theOthers_areTheirOwn() {
    Grants grants = of("auth.identity=alice", "blobs.write=10MiB", "events=media");

    assertThat(grants.mayIdentify("alice")).isTrue();
    assertThat(grants.mayIdentify("bob")).isFalse();
    assertThat(grants.blobQuota()).hasValue(10 << 20);
    assertThat(Grants.NONE.blobQuota()).isEmpty();
    assertThat(grants.mayHearOfObjects("media")).isTrue();
    assertThat(grants.mayHearOfObjects("other")).isFalse();
    assertThat(grants.credentials()).isFalse();
    assertThat(grants.rewrite()).isFalse();
    assertThat(grants.mayReadBlobs()).isFalse();
    assertThat(of("docs.authors=self").docsOfMembers()).isFalse();
    assertThat(of("docs.authors=members").docsOfMembers()).isTrue();
  }

  @Test
  void whatIsAskedForAndNotGranted_isListed() {
    assertThat(of("blobs.read").missing(of("blobs.read", "net=b.example", "events=media")))
        .containsExactly("events=media", "net=b.example");
    assertThat(of("blobs.read").missing(of("blobs.read"))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"net", "auth.identity", "docs.read", "docs.write", "blobs.write", "events"})
  void aManifest_whenItLeavesAValueOpen_isMetByAnyOfItsKindAndByNothingElse(String kind) {
    Grants asked = Grants.requested(List.of(kind, "http.rewrite"));
    String given =
        switch (kind) {
          case "net" -> "net=example.com";
          case "auth.identity" -> "auth.identity=camera";
          case "blobs.write" -> "blobs.write=1024B";
          case "events" -> "events=media";
          default -> kind + "=media/a";
        };

    assertThat(of("http.rewrite").missing(asked)).containsExactly(kind);
    assertThat(of("http.rewrite", given).missing(asked)).isEmpty();
    assertThat(of("http.rewrite", given, "blobs.read").beside(asked)).containsExactly("blobs.read");
    assertThat(asked.withValues()).isEqualTo(of("http.rewrite"));
  }

  @Test
  void whatLeavesAValueOpen_letsAPluginDoNothing() {
    Grants asked = Grants.requested(List.of("net", "auth.identity", "events", "docs.read"));

    assertThat(asked.mayReach(true, "example.com", 443)).isFalse();
    assertThat(asked.mayIdentify("camera")).isFalse();
    assertThat(asked.mayHearOfObjects("media")).isFalse();
    assertThat(asked.mayReadDocs("media", "")).isFalse();
  }

  @Test
  void anOperator_cannotLeaveAValueOpen() {
    assertThatThrownBy(() -> of("net")).hasMessageContaining("says not what of");
    assertThatThrownBy(() -> Grants.requested(List.of("docs.authors")))
        .hasMessageContaining("says not what of");
  }

  @Test
  void privateNetworks_areForWhoeverChoosesTheHosts_andForNobodyElse() {
    Grants within = of("net.private");

    assertThat(within.beside(Grants.requested(List.of("net")))).isEmpty();
    assertThat(within.beside(of("net=example.com"))).containsExactly("net.private");
    assertThat(within.missing(Grants.requested(List.of("net")))).containsExactly("net");
  }
}
