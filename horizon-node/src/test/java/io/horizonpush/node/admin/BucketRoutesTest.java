package io.horizonpush.node.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.horizonpush.node.testing.Json;
import io.horizonpush.node.testing.RawHttp;
import io.horizonpush.node.testing.RawHttp.Answer;
import io.horizonpush.s3.model.BucketName;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BucketRoutesTest extends AdminApiTest {

  @Test
  void createBucket_makesIt() throws IOException {
    Answer answer =
        post(
            "/admin/v1/buckets",
            "{\"name\":\"made\"}",
            token(),
            "Content-Type: application/json; charset=utf-8");

    assertThat(answer.status()).isEqualTo(201);
    assertThat(control.created).containsExactly(new BucketName("made"));
    assertThat(Json.read(answer.body()).path("name").asText()).isEqualTo("made");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"{\"name\":\"x\"}|InvalidBucketName", "{}|BadRequest", "{|BadRequest"})
  void createBucket_ofABadRequest_is400(String body, String code) throws IOException {
    Answer answer = post("/admin/v1/buckets", body, token(), JSON);

    assertThat(answer.status()).isEqualTo(400);
    assertThat(Json.read(answer.body()).at("/code").asText()).isEqualTo(code);
  }

  @Test
  void createBucket_takesItsDurabilityAlong() throws IOException {
    Answer answer =
        post("/admin/v1/buckets", "{\"name\":\"made\",\"durability\":\"relaxed\"}", token(), JSON);

    assertThat(answer.status()).isEqualTo(201);
    assertThat(control.asked).containsExactly("create made RELAXED");
    assertThat(Json.read(answer.body()).path("durability").asText()).isEqualTo("relaxed");
  }

  @Test
  void setBucket_changesWhatIsNamedAndNothingElse() throws IOException {
    assertThat(patch("/admin/v1/buckets/b-1", "{\"document\":\"on-share\"}").status())
        .isEqualTo(200);
    Answer answer = patch("/admin/v1/buckets/b-1", "{\"durability\":\"relaxed\"}");

    assertThat(Json.read(answer.body()).path("durability").asText()).isEqualTo("relaxed");
    assertThat(control.asked)
        .containsExactly(
            "set b-1 Optional.empty Optional[ON_SHARE]",
            "set b-1 Optional[RELAXED] Optional.empty");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"colour\":\"red\"}       | there is no 'colour'; there is: conditional-writes, copies,"
            + " document, durability, pages, pull, reads, versioning",
        "{\"durability\":\"lax\"}   | 'durability' cannot be 'lax'; allowed is: strict, relaxed",
        "{\"document\":\"EAGER\"}   | 'document' cannot be 'EAGER'; allowed is: eager, on-share",
        "{\"document\":{}}          | 'document' is missing or is not what belongs there",
        "[]                         | not JSON of the right form",
        "null                       | not JSON of the right form: it is null",
      })
  void setBucket_toWhatCannotBe_isRefusedInWords(String asked, String why) throws IOException {
    Answer answer = patch("/admin/v1/buckets/b-1", asked);

    assertThat(answer.status()).isEqualTo(400);
    assertThat(Json.read(answer.body()).path("message").asText()).startsWith(why);
    assertThat(control.asked).isEmpty();
  }

  @Test
  void resolve_isAskedForWithAllOfItsFields() throws IOException {
    String path = "/admin/v1/buckets/b-1/resolve";
    Answer half = post(path, "{\"key\":\"a b\",\"version\":\"v1\"}", token(), JSON);
    assertThat(half.status()).isEqualTo(400);
    assertThat(half.body()).contains("'keep' is missing");
    assertThat(control.asked).isEmpty();

    String whole = "{\"key\":\"a b\",\"version\":\"v1\",\"keep\":true}";
    assertThat(post(path, whole, token(), JSON).status()).isEqualTo(200);
    assertThat(control.asked).containsExactly("keep v1 of a b in b-1");
    assertThat(send("GET", path, host(), token()).status()).isEqualTo(405);
  }

  @Test
  void inspectKey_needsAKeyThatCanBe() throws IOException {
    String path = "/admin/v1/buckets/b-1/objects";

    assertThat(send("GET", path, host(), token()).body()).contains("?key=KEY");
    assertThat(send("GET", path + "?key=", host(), token()).status()).isEqualTo(400);
    assertThat(send("GET", path + "?key=%zz", host(), token()).status()).isEqualTo(400);
    assertThat(send("GET", path + "?key=%ff", host(), token()).status()).isEqualTo(400);
    assertThat(send("GET", path + "/x?key=k", host(), token()).status()).isEqualTo(404);
  }

  private Answer patch(String path, String body) throws IOException {
    return RawHttp.send(port, "PATCH", path, body, host(), token(), JSON);
  }

  @Test
  void aList_comesPageByPage_eachBehindThePlaceWhereTheOneBeforeEnded() throws IOException {
    control.created.addAll(List.of(new BucketName("b-3"), new BucketName("b-5")));

    JsonNode first = page("?limit=2");
    assertThat(first.at("/buckets").findValuesAsText("name")).contains("b-1", "b-3");
    assertThat(first.path("next").asText()).isEqualTo("b-3");
    control.created.remove(new BucketName("b-3"));
    control.created.add(new BucketName("b-2"));
    JsonNode second = page("?limit=2&after=b-3");
    assertThat(second.at("/buckets")).hasSize(1);
    assertThat(second.at("/buckets/0/bucket/name").asText()).isEqualTo("b-5");
    assertThat(second.has("next")).isFalse();
  }

  private JsonNode page(String query) throws IOException {
    return Json.read(send("GET", "/admin/v1/buckets" + query, host(), token()).body());
  }

  @ParameterizedTest
  @ValueSource(strings = {"limit=0", "limit=1001", "limit=-1", "limit=x", "limit=", "after=%2F"})
  void aPageThatMakesNoSense_isRefused(String query) throws IOException {
    Answer answer = send("GET", "/admin/v1/buckets?" + query, host(), token());

    assertThat(answer.status()).isEqualTo(400);
  }
}
