package io.horizonpush.fallback;

import static org.assertj.core.api.Assertions.assertThat;

import io.horizonpush.fallback.origin.Origin;
import io.horizonpush.fallback.origin.OriginConnection;
import io.horizonpush.fallback.origin.OriginCredentials;
import io.horizonpush.fallback.origin.OriginDescription;
import io.horizonpush.fallback.origin.OriginLimits;
import io.horizonpush.fallback.origin.OriginListing;
import io.horizonpush.fallback.origin.OriginType;
import io.horizonpush.fallback.origin.OriginWrite;
import io.horizonpush.fallback.origin.Secret;
import io.horizonpush.fallback.server.S3ProxyServer;
import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OriginTrialTest {

  private final Origins origins = new Origins(OriginLimits.USUAL);
  private @Nullable S3ProxyServer server;

  @BeforeAll
  void start(@TempDir Path folder) throws Exception {
    server = S3ProxyServer.start(folder);
  }

  @AfterAll
  void stop() {
    origins.close();
    if (server != null) {
      server.close();
    }
  }

  @Test
  void aGoodOrigin_isTriedWithEverything_andLeftAsItWas() {
    Origin origin = origin("origin", "trial/", false, S3ProxyServer.SECRET_KEY);

    OriginTrial.Result result = OriginTrial.of(origin);

    assertThat(result.steps())
        .allSatisfy(step -> assertThat(step.failure()).as(step.name()).isEmpty());
    assertThat(result.isGood()).isTrue();
    assertThat(result.steps())
        .extracting(OriginTrial.Step::name)
        .containsExactly(
            "put",
            "head",
            "get",
            "ranged get",
            "list",
            "conditional put",
            "delete",
            "head of nothing");
    assertThat(origin.list(OriginListing.of("trial/")).entries()).isEmpty();
  }

  @Test
  void aReadOnlyOrigin_isReadAlone() {
    origin("origin", "", false, S3ProxyServer.SECRET_KEY)
        .put(OriginWrite.of("read/one", 3), () -> new ByteArrayInputStream(new byte[3]));

    assertThat(names(origin("origin", "read/", true, S3ProxyServer.SECRET_KEY)))
        .containsExactly("list", "head", "ranged get");
    assertThat(names(origin("origin", "empty/", true, S3ProxyServer.SECRET_KEY)))
        .containsExactly("list", "head of nothing");
  }

  @Test
  void whatIsWrong_isSaid_withWhatToDo() {
    assertThat(failure(origin("origin", "", false, "geheim")))
        .contains("check the credentials")
        .doesNotContain("geheim");
    assertThat(failure(origin("not-there", "", false, S3ProxyServer.SECRET_KEY)))
        .contains("NoSuchBucket")
        .contains("check bucket, region and endpoint");
  }

  private static String failure(Origin origin) {
    OriginTrial.Result result = OriginTrial.of(origin);
    assertThat(result.isGood()).isFalse();
    assertThat(result.steps()).hasSize(1);
    return result.steps().getFirst().failure().orElseThrow();
  }

  private static List<String> names(Origin origin) {
    OriginTrial.Result result = OriginTrial.of(origin);
    assertThat(result.isGood()).as(result.toString()).isTrue();
    return result.steps().stream().map(OriginTrial.Step::name).toList();
  }

  private Origin origin(String bucket, String prefix, boolean readOnly, String secret) {
    String url =
        Optional.ofNullable(server).map(S3ProxyServer::url).map(Object::toString).orElseThrow();
    return origins.open(
        new OriginConnection(
            OriginDescription.of(
                OriginDescription.Input.of(OriginType.S3, bucket)
                    .withEndpoint(url)
                    .withPrefix(prefix)
                    .withReadOnly(readOnly)),
            new OriginCredentials.AccessKey(S3ProxyServer.ACCESS_KEY, new Secret(secret)),
            true));
  }
}
