package io.horizonpush.fallback.origin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.horizonpush.fallback.origin.OriginDescription.Input;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class OriginCredentialsTest {

  private static final Secret SECRET = new Secret("geheim");

  @Test
  void noSecret_isPrinted() {
    for (OriginCredentials credentials :
        List.of(
            new OriginCredentials.AccessKey("key", SECRET, Optional.of(SECRET)),
            new OriginCredentials.ServiceAccount(SECRET),
            new OriginCredentials.AccountKey("account", SECRET),
            new OriginCredentials.SharedAccess(SECRET))) {
      assertThat(credentials.toString()).doesNotContain("geheim");
    }
  }

  @Test
  void credentials_fitTheirCloud() {
    OriginDescription gcs = OriginDescription.of(Input.of(OriginType.GCS, "bucket"));

    assertThatThrownBy(
            () -> new OriginConnection(gcs, new OriginCredentials.AccessKey("key", SECRET), false))
        .isInstanceOf(OriginException.class)
        .hasMessage("an origin of type gcs cannot be shown an access key");
  }

  @Test
  void withoutCredentials_nothingIsWritten() {
    Input input = Input.of(OriginType.GCS, "bucket");
    OriginCredentials none = new OriginCredentials.Anonymous();

    new OriginConnection(OriginDescription.of(input.withReadOnly(true)), none, false);
    assertThatThrownBy(() -> new OriginConnection(OriginDescription.of(input), none, false))
        .isInstanceOf(OriginException.class)
        .hasMessageContaining("read-only");
  }
}
