package io.horizonpush.node.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.horizonpush.node.testing.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code status --follow} against real nodes. */
class EventsIT {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir private Path folder;

  /** A follower in a process of its own. */
  private record Follower(Process process, Path out, Path err) implements AutoCloseable {

    static Follower start(Path folder, Path dataDirectory) throws IOException {
      Path out = folder.resolve("follow.out");
      Path err = folder.resolve("follow.err");
      Process process =
          new ProcessBuilder(
                  NodeUnderTest.java(),
                  "-jar",
                  NodeUnderTest.jar().toString(),
                  "status",
                  "--follow",
                  "--json",
                  "--data-dir",
                  dataDirectory.toString())
              .redirectOutput(out.toFile())
              .redirectError(err.toFile())
              .start();
      return new Follower(process, out, err);
    }

    List<JsonNode> events() {
      try (var lines = Files.lines(out)) {
        return lines.map(Json::read).toList();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    void awaits(String type, String kind, String field, String value) {
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(events())
                      .anySatisfy(
                          event -> {
                            assertThat(event.path("type").asText()).isEqualTo(type);
                            assertThat(event.path("kind").asText()).isEqualTo(kind);
                            assertThat(event.at(field).asText()).isEqualTo(value);
                          }));
    }

    long count(String type) {
      return events().stream().filter(event -> event.path("type").asText().equals(type)).count();
    }

    @Override
    public void close() {
      process.destroyForcibly();
    }
  }

  @Test
  void aFollower_hearsWhatIsDone_outlivesTheNode_andEndsBySigint() throws Exception {
    Path data = folder.resolve("one");
    try (NodeUnderTest two = NodeUnderTest.start(folder.resolve("two"))) {
      NodeUnderTest one = NodeUnderTest.start(data);
      try (Follower follower = Follower.start(folder, data)) {
        await().atMost(PATIENCE).until(() -> follower.count("complete") == 1);
        one.order("/admin/v1/buckets", "{\"name\":\"photos\"}");
        follower.awaits("set", "bucket", "/value/name", "photos");
        one.change("/admin/v1/buckets/photos", "{\"pages\":\"trusted\"}");
        follower.awaits("set", "bucket", "/value/pages", "trusted");
        JsonNode key = one.order("/admin/v1/keys", "{\"name\":\"app\",\"grants\":[]}");
        String id = key.path("access-key").asText();
        follower.awaits("set", "key", "/value/access-key", id);
        String ticket =
            one.order("/admin/v1/tickets", "{\"bucket\":\"photos\",\"mode\":\"write\"}")
                .path("ticket")
                .asText();
        follower.awaits("set", "ticket", "/value/state", "open");
        two.order("/admin/v1/tickets/import", "{\"ticket\":\"" + ticket + "\"}");
        follower.awaits("set", "member", "/value/mode", "write");
        String other = two.banner().at("/status/endpoints/node-id").asText();
        follower.awaits("set", "peer", "/value/node", other);
        assertThat(two.stop()).isZero();
        follower.awaits("gone", "peer", "/id", other);

        assertThat(one.stop()).isZero();
        follower.awaits("set", "node", "/value/state", "draining");
        one = NodeUnderTest.start(data);
        await().atMost(PATIENCE).until(() -> follower.count("complete") == 2);
        one.order("/admin/v1/buckets", "{\"name\":\"later\"}");
        follower.awaits("set", "bucket", "/value/name", "later");

        Commands.run(List.of("kill", "-INT", Long.toString(follower.process().pid())));
        assertThat(follower.process().waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(follower.process().exitValue()).isZero();
        assertThat(Files.readString(follower.err())).doesNotContain("Exception");
        assertThat(Files.readString(follower.out())).doesNotContain(ticket).endsWith("\n");
      } finally {
        one.close();
      }
    }
  }
}
