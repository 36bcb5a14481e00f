package io.horizonpush.wasm.chain;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.horizonpush.s3.filter.S3Response;
import io.horizonpush.s3.store.Content;
import io.horizonpush.s3.store.ContentReader;
import io.horizonpush.wasm.abi.Grants;
import io.horizonpush.wasm.abi.Match;
import io.horizonpush.wasm.abi.PluginFile;
import io.horizonpush.wasm.engine.ModuleLimits;
import io.horizonpush.wasm.kit.ManifestSection;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A plugin that the public SDK of proxy-wasm made, as others have them, in the chain. */
class ProxyWasmSdkTest {

  private static final Path MODULE = Path.of("src/test/plugins/proxy-guest/proxy-guest.wasm");
  private static final String MANIFEST =
      """
      {"abi": 1, "name": "proxy-guest", "version": "0.1.0", "phases": ["request", "response", "tick"],
       "tick": "1s", "body": {"response": "write"}, "match": {"operations": ["GetObject"]},
       "config": {"type": "object", "properties": {"mode": {"type": "string"}}}}""";

  private final ChainGround ground = new ChainGround();

  @BeforeEach
  void install() throws IOException {
    byte[] plugin = ManifestSection.embed(Files.readAllBytes(MODULE), MANIFEST.getBytes(UTF_8));
    PluginFile file = PluginFile.read(plugin, ModuleLimits.DEFAULT);
    ground.chain.reload(
        List.of(
            new EntryPlan(
                "proxy",
                file,
                Grants.NONE,
                file.manifest().config().settings("{\"mode\":\"loud\"}"),
                0,
                Match.ALL,
                OnError.FAIL_CLOSED,
                file.manifest().running().limits(),
                2)));
  }

  @AfterEach
  void close() {
    ground.close();
  }

  private S3Response get(String key, String body) {
    return ground.serve(ground.get(key), ByteBuffer.wrap(body.getBytes(UTF_8)));
  }

  private static String text(S3Response response) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (Content content : response.body()) {
      switch (content) {
        case Content.Streamed streamed -> copy(streamed.reader(), out);
        case Content.Memory memory -> out.writeBytes(bytes(memory.bytes()));
        default -> throw new AssertionError(content);
      }
    }
    return out.toString(UTF_8);
  }

  private static void copy(ContentReader reader, ByteArrayOutputStream out) {
    reader
        .next()
        .ifPresent(
            bytes -> {
              out.writeBytes(bytes(bytes));
              copy(reader, out);
            });
  }

  private static byte[] bytes(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.duplicate().get(bytes);
    return bytes;
  }

  private List<String> log() {
    return ground.chain.log("proxy", 0).stream().map(LogEntry::text).toList();
  }

  @Test
  void itSeesARequest_setsHeaders_andWritesABody() {
    try (S3Response response = get("a.txt", "some text")) {
      assertThat(response.status()).isEqualTo(200);
      assertThat(response.headers())
          .containsEntry("x-operation", "GetObject")
          .containsEntry("x-banner", "{\"mode\":\"loud\"}");
      assertThat(text(response)).isEqualTo("SOME TEXT");
    }
    assertThat(log()).anyMatch(line -> line.contains("GET /bucket/a.txt"));
  }

  @Test
  void itAnswersInTheOperationsPlace() {
    try (S3Response response = get("secret.txt", "some text")) {
      assertThat(response.status()).isEqualTo(403);
      assertThat(response.headers()).containsEntry("x-refused-by", "proxy-guest");
      assertThat(text(response)).isEqualTo("no\n");
    }
  }

  @Test
  void manyRequests_oneBehindTheOther_areContextsOfTheirOwn() {
    for (int i = 0; i < 300; i++) {
      try (S3Response response = get("k" + i, "text " + i)) {
        assertThat(text(response)).isEqualTo("TEXT " + i);
      }
    }
    assertThat(ground.chain.status().getFirst().lastFailure()).isEmpty();
  }

  @Test
  void itTicks_andKeepsWhatItsContextsShare() {
    BackgroundCalls calls = new BackgroundCalls(ground.chain.tools());
    for (int i = 0; i < 3; i++) {
      calls.tick(ground.chain.entries().getFirst());
    }
    try (S3Response response = get("a.txt", "")) {
      assertThat(response.headers()).containsEntry("x-ticks", "3");
    }
  }
}
