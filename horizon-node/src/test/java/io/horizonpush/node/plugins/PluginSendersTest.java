package io.horizonpush.node.plugins;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.horizonpush.wasm.chain.OnError;
import io.horizonpush.wasm.testing.TestingEntry;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who a sender is, as plugins say. */
class PluginSendersTest {

  private static final String POLICY =
      """
      {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"AWS": "alice-id"},
       "Action": "s3:GetObject", "Resource": "arn:aws:s3:::bucket/*"}]}""";

  @TempDir private Path directory;
  private PluginLab lab;

  @BeforeEach
  void start() {
    lab = new PluginLab(directory);
    lab.root.put("/bucket/key", "text");
    assertThat(lab.root.put("/bucket?policy", POLICY).status()).isLessThan(300);
  }

  @AfterEach
  void stop() {
    assertThat(lab.used()).isZero();
    lab.close();
  }

  private static TestingEntry naming(String who, String granted) {
    return TestingEntry.of("a", "authorize")
        .in("authorize", "i")
        .in("to", who)
        .grant("auth.identity=" + granted);
  }

  @Test
  void aSender_whomAPluginKnows_mayDoWhatPolicyAllows() {
    lab.have(naming("alice", "alice"));

    assertThat(lab.anybody.get("/bucket/key").text()).isEqualTo("text");
    assertThat(lab.noted.calls()).containsExactly("a authorize");
    assertThat(lab.anybody.put("/bucket/key", "other").errorCode()).isEqualTo("AccessDenied");
  }

  @Test
  void aSender_whomNoPluginKnows_isThePublic_onThisMachineToo() {
    assertThat(lab.anybody.get("/bucket/key").status()).isEqualTo(200);
    lab.have(TestingEntry.of("a", "authorize"));

    assertThat(lab.anybody.get("/bucket/key").errorCode()).isEqualTo("AccessDenied");
    assertThat(lab.root.get("/bucket/key").status()).isEqualTo(200);
  }

  @Test
  void aRequest_thatNoPluginIsFor_isSentByWhomItWas() {
    lab.have(
        TestingEntry.of("a", "authorize")
            .in("authorize", "d")
            .field("'match': {'keys': ['private/*']}"));

    assertThat(lab.anybody.get("/bucket/key").status()).isEqualTo(200);
    assertThat(lab.anybody.get("/bucket/private/key").errorCode()).isEqualTo("SlowDown");
  }

  /** Else whoever sends another type in a header gets past the plugin. */
  @Test
  void whoIsAsked_doesNotDependOnTypeAndSize() {
    lab.have(
        TestingEntry.of("a", "authorize")
            .in("authorize", "d")
            .field("'match': {'content-types': ['text/*'], 'size': {'min': '1MiB'}}"));

    assertThat(lab.anybody.get("/bucket/key").errorCode()).isEqualTo("SlowDown");
  }

  @Test
  void nobody_isTheNodesOwner() {
    assertThatThrownBy(() -> lab.have(naming("root", "root"))).isInstanceOf(RuntimeException.class);
    assertThat(lab.chain.status()).isEmpty();
  }

  @Test
  void aSigned_request_isNoPluginsToJudge() {
    lab.have(TestingEntry.of("a", "authorize").in("authorize", "d"));

    assertThat(lab.root.get("/bucket/key").text()).isEqualTo("text");
    assertThat(lab.noted.calls()).isEmpty();
  }

  @Test
  void aFailure_refuses_whateverTheOperatorChose() {
    lab.have(TestingEntry.of("a", "authorize").in("authorize", "t").onError(OnError.FAIL_OPEN));

    assertThat(lab.anybody.get("/bucket/key").errorCode()).isEqualTo("ServiceUnavailable");
  }

  @Test
  void whatAPluginNotesAboutTheSender_reachesThoseOfTheSameRequest() {
    lab.have(naming("alice", "alice"), TestingEntry.of("b", "request").in("request", "v"));

    lab.anybody.get("/bucket/key");
    lab.root.get("/bucket/key");

    assertThat(lab.chain.log("b", 0)).extracting(each -> each.text()).containsExactly("alice");
  }
}
