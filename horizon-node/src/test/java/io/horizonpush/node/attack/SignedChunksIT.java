package io.horizonpush.node.attack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Uploads that sign their chunks, of which more is to come than ever comes, or something else. */
@Timeout(300)
class SignedChunksIT {

  private static final int LARGEST_CHUNK = 16 << 20;

  @TempDir Path data;

  /** All of what came of such chunks would be several times as much as the heap. */
  @Test
  void longChunksThatStandStill_keepNobodyWaiting() throws IOException {
    try (Attack attack = new Attack(data, "-Xmx96m");
        Crowd crowd = new Crowd(attack.port(), 300)) {
      crowd.send(
          number ->
              new SignedUpload(attack.node(), "/s3/attacked/slow-" + number, LARGEST_CHUNK)
                      .head(LARGEST_CHUNK + 200)
                  + "1000000;chunk-signature=%064d\r\n".formatted(0));
      crowd.flood("x".repeat(1000), 1_000_000);
      attack.assertOthersAreServed();
      assertThat(attack.bodies().path("refused").asLong()).isZero();
    }
  }

  @Test
  void aSignatureThatIsWrong_leavesNothingOfItsUpload() throws IOException {
    try (Attack attack = new Attack(data, "")) {
      assertThat(attack.honest().put("/attacked/kept", "as it was").status()).isEqualTo(200);
      long before = bytesOnDisk();
      List<String> chunks =
          List.of("a".repeat(1 << 20), "b".repeat(1 << 20), "c".repeat(10_000), "");
      for (String key : List.of("kept", "new")) {
        for (int wrong = 0; wrong < chunks.size(); wrong++) {
          assertThat(upload(attack, key, chunks, wrong))
              .startsWith("HTTP/1.1 403 ")
              .contains("SignatureDoesNotMatch");
        }
      }
      assertThat(attack.honest().get("/attacked/kept").text()).isEqualTo("as it was");
      assertThat(attack.honest().get("/attacked/new").status()).isEqualTo(404);
      Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> bytesOnDisk() <= before);
      assertThat(upload(attack, "new", chunks, -1)).startsWith("HTTP/1.1 200 ");
      assertThat(attack.honest().get("/attacked/new").text()).isEqualTo(String.join("", chunks));
    }
  }

  @Test
  void bytesThatComeOneByOne_areTheSameUpload() throws IOException {
    String data = "0123456789".repeat(900);
    try (Attack attack = new Attack(this.data, "");
        Crowd one = new Crowd(attack.port(), 1)) {
      SignedUpload upload = new SignedUpload(attack.node(), "/s3/attacked/bytes", data.length());
      String body =
          upload.chunk(data.substring(0, 8192))
              + upload.chunk(data.substring(8192))
              + upload.chunk("");
      one.send(_ -> upload.head(body.length()));
      for (int at = 0; at < body.length(); at++) {
        String next = body.substring(at, at + 1);
        one.send(_ -> next);
      }
      assertThat(one.answers()).allMatch(answer -> answer.startsWith("HTTP/1.1 200 "));
      assertThat(attack.honest().get("/attacked/bytes").text()).isEqualTo(data);
    }
  }

  /**
   * Uploads chunks.
   *
   * @param wrong the chunk that is not the one that was signed; negative for none
   * @return the answer
   */
  private static String upload(Attack attack, String key, List<String> chunks, int wrong)
      throws IOException {
    long length = chunks.stream().mapToLong(String::length).sum();
    SignedUpload upload = new SignedUpload(attack.node(), "/s3/attacked/" + key, length);
    StringBuilder body = new StringBuilder();
    for (int at = 0; at < chunks.size(); at++) {
      String chunk = upload.chunk(chunks.get(at));
      body.append(at == wrong ? chunk.replaceFirst("=[0-9a-f]{8}", "=00000000") : chunk);
    }
    try (Crowd one = new Crowd(attack.port(), 1)) {
      one.send(_ -> upload.head(body.length()) + body);
      return one.answers().getFirst();
    }
  }

  private long bytesOnDisk() throws IOException {
    try (Stream<Path> files = Files.walk(data.resolve("content"))) {
      return files.mapToLong(SignedChunksIT::length).sum();
    }
  }

  private static long length(Path file) {
    try {
      return Files.isRegularFile(file) ? Files.size(file) : 0;
    } catch (IOException e) {
      return 0; // It is gone.
    }
  }
}
