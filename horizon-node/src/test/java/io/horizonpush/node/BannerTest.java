package io.horizonpush.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.horizonpush.node.admin.TestingControl;
import io.horizonpush.node.config.Secret;
import io.horizonpush.node.data.RootKey;
import io.horizonpush.node.peers.PeerTrust;
import io.horizonpush.s3.model.Owner;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class BannerTest {

  private static final String UNSIGNED = "Unsigned requests act for the root owner: ";

  @Test
  void whoNeedNotSign_isSaid_andOnAnotherSystemThanLinuxThatItIsEverybody() {
    assertThat(text(Optional.of("those of some")))
        .contains(UNSIGNED + "those of some\n", " --no-sign-request\n");
    try (PeerTrust elsewhere = new PeerTrust.Everybody()) {
      assertThat(text(elsewhere.summary()))
          .contains(
              UNSIGNED + "those of every user of this machine",
              "this system does not say whose a connection is");
    }
  }

  @Test
  void whereEverybodySigns_nothingIsSaid_andTheExampleIsSigned() {
    try (PeerTrust nobody = new PeerTrust.Nobody()) {
      assertThat(text(nobody.summary())).doesNotContain("nsigned", "--no-sign-request");
    }
  }

  @Test
  void aNewRootKey_isShownInLinesThatAShellTakes() {
    assertThat(banner(Optional.empty(), true).text())
        .contains("  export AWS_ACCESS_KEY_ID=AK\n", "  export AWS_SECRET_ACCESS_KEY=secret\n");
  }

  @Test
  void aCertificateThatNobodyVouchesFor_isNamedInTheExample() {
    assertThat(banner(Optional.empty(), false).text()).doesNotContain("--ca-bundle");
    Banner.Access access = new Banner.Access(Optional.empty(), Optional.of(Path.of("/c.pem")));
    assertThat(banner(access, false).text()).contains("/s3 --ca-bundle /c.pem s3 mb ");
  }

  private static String text(Optional<String> trustedUnsigned) {
    return banner(trustedUnsigned, false).text();
  }

  private static Banner banner(Optional<String> trustedUnsigned, boolean fresh) {
    return banner(new Banner.Access(trustedUnsigned, Optional.empty()), fresh);
  }

  private static Banner banner(Banner.Access access, boolean fresh) {
    return new Banner(
        new TestingControl().status(),
        new RootKey("AK", new Secret("secret"), fresh),
        new Owner("id", "name"),
        access,
        Duration.ofMillis(5));
  }
}
