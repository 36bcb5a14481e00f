package io.horizonpush.node.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.horizonpush.node.testing.Json;
import io.horizonpush.node.testing.RawHttp.Answer;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class CacheRoutesTest extends AdminApiTest {

  private static final String PREFETCH = "/admin/v1/cache/prefetch";

  @Test
  void aPrefetch_isBegun_andAskedAboutByItsNumber() throws IOException {
    Answer begun = post(PREFETCH, "{\"bucket\":\"b-1\",\"prefix\":\"a/\"}", token(), JSON);

    assertThat(begun.status()).isEqualTo(201);
    JsonNode report = Json.read(begun.body());
    assertThat(report.path("state").asText()).isEqualTo("running");
    assertThat(control.cache.asked).containsExactly("prefetch b-1 a/");

    Answer later = send("GET", PREFETCH + "/" + report.path("id").asLong(), host(), token());
    assertThat(Json.read(later.body()).path("state").asText()).isEqualTo("done");
    assertThat(Json.read(later.body()).path("bytes").asLong()).isEqualTo(2048);
  }

  @Test
  void whatIsNoPrefetch_isRefusedInWords() throws IOException {
    for (String name : new String[] {"8", "x"}) {
      Answer answer = send("GET", PREFETCH + "/" + name, host(), token());
      assertThat(answer.status()).as(name).isEqualTo(400);
      assertThat(answer.body()).as(name).contains("prefetch");
    }
    for (String path : new String[] {PREFETCH + "/", PREFETCH + "/7/7"}) {
      assertThat(send("GET", path, host(), token()).status()).as(path).isEqualTo(404);
    }
    assertThat(send("GET", PREFETCH, host(), token()).status()).isEqualTo(405);
    assertThat(send("GET", "/admin/v1/caches", host(), token()).status()).isEqualTo(404);
    assertThat(post(PREFETCH, "{}", token(), JSON).status()).isEqualTo(400);
  }

  @Test
  void whatIsHere_isShown_withWhatItIsGoodFor() throws IOException {
    JsonNode report = Json.read(send("GET", "/admin/v1/cache", host(), token()).body());

    assertThat(report.path("quota").asLong()).isEqualTo(1 << 20);
    assertThat(report.at("/bytes/dirty").asLong()).isEqualTo(1024);
    assertThat(report.at("/buckets/0/reads/saved-bytes").asLong()).isEqualTo(2500);
  }
}
