package io.horizonpush.node.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.horizonpush.node.plugins.ExamplePlugins;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What plugins of a real node hear of: what is written here, and by another member. */
class PluginEventsIT {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration SOON = Duration.ofSeconds(15);
  private static final byte[] BODY = {1, 2, 3};

  @TempDir private Path folder;
  private final HttpClient http = HttpClient.newHttpClient();
  private Hook hook;
  private NodeUnderTest one;
  private NodeUnderTest two;

  @BeforeEach
  void start() throws IOException {
    hook = new Hook();
    one = NodeUnderTest.start(folder.resolve("one"));
    two = NodeUnderTest.start(folder.resolve("two"));
    one.order("/admin/v1/buckets", "{\"name\":\"photos\"}");
    one.order("/admin/v1/buckets", "{\"name\":\"others\"}");
    String ticket =
        one.order("/admin/v1/tickets", "{\"bucket\":\"photos\",\"mode\":\"write\"}")
            .path("ticket")
            .asText();
    two.order("/admin/v1/tickets/import", "{\"ticket\":\"" + ticket + "\"}");
  }

  @AfterEach
  void stop() {
    one.close();
    two.close();
    hook.close();
    http.close();
  }

  private BucketClient at(NodeUnderTest node, String bucket) {
    return new BucketClient(http, node.s3(), bucket);
  }

  private void put(NodeUnderTest node, String key) throws IOException {
    assertThat(at(node, "photos").put(key, BODY)).as(key).isEqualTo(200);
  }

  private void awaitTaken(String... texts) {
    await().atMost(PATIENCE).untilAsserted(() -> assertThat(hook.taken()).contains(texts));
  }

  @Test
  void objectsOfAllMembers_areHeardOfAtLeastOnce_overAKillToo_butNotWhileDisabled()
      throws IOException {
    put(one, "before");
    hook.installOn(one, ExamplePlugins.file("webhook"), folder, "bucket=photos");
    put(one, "first");
    assertThat(at(one, "others").put("other", BODY)).isEqualTo(200);
    put(two, "from-two");
    awaitTaken("created first", "created from-two");
    assertThat(at(one, "photos").delete("first")).isEqualTo(204);
    awaitTaken("removed first");

    whatWasNotTaken_comesAgainOverAKill();
    whatHappensWhileItIsDisabled_neverComes();

    assertThat(hook.taken()).doesNotContain("created before", "created other");
    assertThat(hook.told()).extracting(Hook.Told::bucket).containsOnly("photos");
    aNode_endsWhateverAServerDoes();
  }

  private void whatWasNotTaken_comesAgainOverAKill() throws IOException {
    hook.is(Hook.Mood.REFUSES);
    put(one, "refused");
    await().atMost(PATIENCE).until(() -> tellingsOf("refused").count() > 0);
    put(one, "behind");
    one.kill();
    put(two, "meanwhile");
    hook.is(Hook.Mood.TAKES);
    one = NodeUnderTest.start(folder.resolve("one"));
    put(one, "after");

    awaitTaken("created refused", "created behind", "created meanwhile", "created after");
    assertThat(tellingsOf("refused").map(Hook.Told::id).distinct()).hasSize(1);
  }

  private Stream<Hook.Told> tellingsOf(String key) {
    return hook.told().stream().filter(each -> each.key().equals(key));
  }

  private void whatHappensWhileItIsDisabled_neverComes() throws IOException {
    one.change("/admin/v1/plugins/webhook", "{\"enabled\":false}");
    put(one, "disabled");
    put(two, "disabled-two");
    await().atMost(PATIENCE).until(() -> at(one, "photos").get("disabled-two").statusCode() == 200);
    one.change("/admin/v1/plugins/webhook", "{\"enabled\":true}");
    put(one, "enabled");

    awaitTaken("created enabled");
    assertThat(hook.told()).extracting(Hook.Told::key).doesNotContain("disabled", "disabled-two");
  }

  private void aNode_endsWhateverAServerDoes() throws IOException {
    hook.is(Hook.Mood.IS_SILENT);
    put(one, "silent");
    await().atMost(PATIENCE).until(() -> tellingsOf("silent").count() > 0);
    long began = System.nanoTime();

    assertThat(one.stop()).isZero();

    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(SOON);
  }
}
