package io.horizonpush.fallback;

import static io.horizonpush.fallback.OriginContract.assertFault;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.horizonpush.fallback.origin.Origin;
import io.horizonpush.fallback.origin.OriginConnection;
import io.horizonpush.fallback.origin.OriginCredentials;
import io.horizonpush.fallback.origin.OriginDescription;
import io.horizonpush.fallback.origin.OriginException;
import io.horizonpush.fallback.origin.OriginFault;
import io.horizonpush.fallback.origin.OriginLimits;
import io.horizonpush.fallback.origin.OriginType;
import io.horizonpush.fallback.origin.Secret;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class OriginsTest {

  private final Origins origins = new Origins(OriginLimits.USUAL);

  @AfterEach
  void stop() {
    origins.close();
  }

  @ParameterizedTest
  @EnumSource
  void anEndpointThatIsNotPublic_isRefused_unlessItIsMeant(OriginType type) {
    OriginDescription description = description(type, "http://127.0.0.1:1");

    assertThatThrownBy(
            () -> origins.open(new OriginConnection(description, credentials(type), false)))
        .isInstanceOf(OriginException.class)
        .hasMessageContaining("--allow-private");
    origins.open(new OriginConnection(description, credentials(type), true));
    // What is meant for one origin is not for another one on that host.
    assertThatThrownBy(
            () -> origins.open(new OriginConnection(description, credentials(type), false)))
        .isInstanceOf(OriginException.class);
  }

  @ParameterizedTest
  @EnumSource
  void anOriginThatNobodyServes_isUnavailable(OriginType type) {
    Origin origin =
        origins.open(
            new OriginConnection(description(type, "http://127.0.0.1:1"), credentials(type), true));

    assertFault(() -> origin.head("key"), OriginFault.Unavailable.class);
    assertFault(
        () -> origin.open("key", Optional.empty(), Optional.empty()),
        OriginFault.Unavailable.class);
  }

  @Test
  void credentialsThatAreNone_areRefusedAtOnce_andNotRepeated() {
    assertThatThrownBy(
            () ->
                origins.open(
                    new OriginConnection(
                        description(OriginType.GCS, "http://127.0.0.1:1"),
                        new OriginCredentials.ServiceAccount(new Secret("{\"geheim\": 1}")),
                        true)))
        .isInstanceOf(OriginException.class)
        .hasMessageContaining("download its JSON key again")
        .hasMessageNotContaining("geheim");
    assertThatThrownBy(
            () ->
                origins.open(
                    new OriginConnection(
                        description(OriginType.AZURE_BLOB, "http://127.0.0.1:1"),
                        new OriginCredentials.AccountKey("account", new Secret("geheim!")),
                        true)))
        .isInstanceOf(OriginException.class)
        .hasMessageContaining("base64")
        .hasMessageNotContaining("geheim");
  }

  private static OriginDescription description(OriginType type, String endpoint) {
    OriginDescription.Input input =
        OriginDescription.Input.of(type, "bucket").withEndpoint(endpoint);
    return OriginDescription.of(
        type == OriginType.AWS_S3 ? input.withRegion("us-east-1").withPathStyle(true) : input);
  }

  private static OriginCredentials credentials(OriginType type) {
    return switch (type) {
      case AWS_S3, S3 -> new OriginCredentials.AccessKey("key", new Secret("secret"));
      case GCS -> TestAccounts.google();
      case AZURE_BLOB -> new OriginCredentials.AccountKey("account", new Secret("c2VjcmV0"));
    };
  }
}
