package io.horizonpush.node.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.horizonpush.node.testing.Json;
import io.horizonpush.node.testing.RawHttp.Answer;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class HomeRoutesTest extends AdminApiTest {

  private static final String HOME = "/admin/v1/buckets/b-1/home";

  @Test
  void theHome_isShown() throws IOException {
    JsonNode shown = Json.read(send("GET", HOME, host(), token()).body());

    assertThat(shown.path("deciding").asText()).isEqualTo("all-at-home");
    assertThat(shown.at("/home/node").asText()).isEqualTo(TestingShares.NODE);
    assertThat(shown.at("/home/number").asLong()).isEqualTo(3);
  }

  @Test
  void theHome_isMoved_withForceOnlyIfThatIsAsked() throws IOException {
    String node = TestingShares.NODE;

    Answer moved = post(HOME, "{\"node\":\"%s\"}".formatted(node), token(), JSON);
    Answer forced = post(HOME, "{\"node\":\"%s\",\"force\":true}".formatted(node), token(), JSON);

    assertThat(moved.status()).isEqualTo(200);
    assertThat(Json.read(forced.body()).at("/home/forced").asBoolean()).isTrue();
    assertThat(control.homes.asked)
        .containsExactly("move b-1 to " + node + " false", "move b-1 to " + node + " true");
  }
}
