package io.horizonpush.node.attack;

import static org.assertj.core.api.Assertions.assertThat;

import io.horizonpush.s3.api.TestingS3Client;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Large documents of which most has come, and nothing more comes. */
@Timeout(300)
class SlowDocumentsIT {

  private static final int COME = 1_900_000;

  @TempDir Path data;

  /** Two of them take nearly all the memory that documents have under this heap. */
  @Test
  void documentsThatStandStill_keepNoOthersOut() throws IOException {
    try (Attack attack = new Attack(data, "-Xmx256m");
        Crowd crowd = new Crowd(attack.port(), 2)) {
      crowd.send(
          _ ->
              "POST /s3/attacked?delete HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2000000\r\n\r\n");
      crowd.flood(" ", COME);
      attack.assertOthersAreServed(); // Meanwhile the node has read what came.
      TestingS3Client honest = attack.honest();
      byte[] large = document();
      for (int time = 0; time < 5; time++) {
        TestingS3Client.Answer answer =
            honest.send("POST", "/attacked?delete", TestingS3Client.digest(large), large);
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
      }
    }
  }

  /** 1,000 long keys. */
  private static byte[] document() {
    StringBuilder text = new StringBuilder("<Delete><Quiet>true</Quiet>");
    for (int key = 0; key < 1000; key++) {
      text.append("<Object><Key>%04d%s</Key></Object>".formatted(key, "x".repeat(900)));
    }
    return text.append("</Delete>").toString().getBytes(StandardCharsets.UTF_8);
  }
}
