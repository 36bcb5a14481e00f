package io.horizonpush.node.plugins;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.horizonpush.s3.api.TestingS3Client.Answer;
import io.horizonpush.wasm.abi.Grants;
import io.horizonpush.wasm.abi.Match;
import io.horizonpush.wasm.abi.PluginFile;
import io.horizonpush.wasm.chain.EntryPlan;
import io.horizonpush.wasm.chain.OnError;
import io.horizonpush.wasm.engine.ModuleLimits;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The examples of the project in one chain, as an operator would have them. */
class ExamplesInChainTest {

  private static final String SECRET = "a secret of 16 bytes or more";
  private static final String POLICY =
      """
      {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"AWS": "alice-id"},
       "Action": "s3:GetObject", "Resource": "arn:aws:s3:::bucket/*"}]}""";

  @TempDir private Path directory;
  private PluginLab lab;

  @BeforeEach
  void start() throws IOException {
    lab = new PluginLab(directory);
    lab.chain.reload(
        List.of(
            plan(
                "token-auth",
                "{\"keys\": [{\"id\": \"k1\", \"secret\": \"" + SECRET + "\"}]}",
                "auth.identity=alice"),
            plan("redact", "{}"),
            plan("hot-keys", "{\"hits\": 1}"),
            plan("audit-trail", "{}")));
    assertThat(lab.root.put("/bucket?policy", POLICY).status()).isLessThan(300);
  }

  @AfterEach
  void stop() {
    assertThat(lab.noted.failures()).isEmpty();
    assertThat(lab.used()).isZero();
    lab.close();
  }

  private static EntryPlan plan(String name, String settings, String... grants) throws IOException {
    PluginFile file =
        PluginFile.read(
            Files.readAllBytes(Path.of("..", "horizon-wasm", "examples", name, name + ".wasm")),
            ModuleLimits.DEFAULT);
    return new EntryPlan(
        name,
        file,
        grants.length > 0 ? Grants.of(List.of(grants)) : file.manifest().grants(),
        file.manifest().config().settings(new ObjectMapper().readTree(settings)),
        file.manifest().priority(),
        Match.ALL,
        OnError.FAIL_CLOSED,
        file.manifest().running().limits(),
        2);
  }

  private static String token(String lines) throws Exception {
    Base64.Encoder text = Base64.getUrlEncoder().withoutPadding();
    String signed = "k1." + text.encodeToString(lines.getBytes(StandardCharsets.UTF_8));
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
    return signed + "." + text.encodeToString(mac.doFinal(signed.getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void whoHasAToken_readsTextWithoutMailsAndCards_inPartsAndHeadsToo() throws Exception {
    String text = "Write to somebody@example.org, or pay with 4111 1111 1111 1111.\n";
    String masked = "Write to [mail], or pay with [card].\n";
    lab.root.send(
        "PUT",
        "/bucket/in/a.txt",
        Map.of("content-type", "text/plain"),
        text.getBytes(StandardCharsets.UTF_8));
    Map<String, String> token = Map.of("x-access-token", token("alice\n4102444800\nr bucket/in/"));

    for (int i = 0; i < 3; i++) { // Whatever the cache has of it.
      Answer all = lab.anybody.send("GET", "/bucket/in/a.txt", token, new byte[0]);
      assertThat(all.text()).isEqualTo(masked);
      Answer head = lab.anybody.send("HEAD", "/bucket/in/a.txt", token, new byte[0]);
      assertThat(head.header("etag")).isEqualTo(all.header("etag"));
      assertThat(head.header("content-length")).isEqualTo(Integer.toString(masked.length()));
      Answer part =
          lab.anybody.send(
              "GET",
              "/bucket/in/a.txt",
              Map.of("x-access-token", token.get("x-access-token"), "range", "bytes=9-14"),
              new byte[0]);
      assertThat(part.text()).isEqualTo("[mail]");
    }
    assertThat(lab.anybody.send("GET", "/bucket/out", token, new byte[0]).errorCode())
        .isEqualTo("AccessDenied");
    assertThat(lab.anybody.get("/bucket/in/a.txt").errorCode()).isEqualTo("AccessDenied");
  }

  @Test
  void aWrite_isInTheTrail_andNoOldAnswerIsGivenBehindIt() {
    lab.root.put("/bucket/key", "one");
    assertThat(lab.root.get("/bucket/key").text()).isEqualTo("one");
    assertThat(lab.root.get("/bucket/key").text()).isEqualTo("one");

    lab.root.put("/bucket/key", "two");

    assertThat(lab.root.get("/bucket/key").text()).isEqualTo("two");
    assertThat(lab.docs().changes(0, 100).changes())
        .filteredOn(each -> each.plugin().equals("audit-trail"))
        .hasSizeGreaterThanOrEqualTo(2);
  }
}
