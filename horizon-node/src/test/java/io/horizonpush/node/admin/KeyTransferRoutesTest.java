package io.horizonpush.node.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.horizonpush.node.keys.KeyTransferException.Reason;
import io.horizonpush.node.testing.Json;
import io.horizonpush.node.testing.RawHttp.Answer;
import java.io.IOException;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeyTransferRoutesTest extends AdminApiTest {

  private static final String KEYS = "/admin/v1/keys";

  @Test
  void export_namesTheNodeInItsBody_andShowsTheLine() throws IOException {
    String body = "{\"to\":\"" + TestingKeyTransfers.NODE + "\"}";
    Answer answer = post(KEYS + "/USER/export", body, token(), JSON);

    assertThat(answer.status()).isEqualTo(201);
    assertThat(Json.read(answer.body()).path("export").asText())
        .isEqualTo(TestingKeyTransfers.EXPORT);
    assertThat(control.keyTransfers.asked)
        .containsExactly("export USER to " + TestingKeyTransfers.NODE);
    assertThat(post(KEYS + "/absent/export", body, token(), JSON).status()).isEqualTo(404);
  }

  @Test
  void import_takesTheLineInTheBody_andAnswersNothingOfIt() throws IOException {
    String body =
        "{\"export\":\"%s\",\"from\":\"%s\",\"replace\":true}"
            .formatted(TestingKeyTransfers.EXPORT, TestingKeyTransfers.NODE);
    Answer answer = post(KEYS + "/import", body, token(), JSON);

    assertThat(answer.status()).isEqualTo(200);
    assertThat(Json.read(answer.body()).path("outcome").asText()).isEqualTo("imported");
    assertThat(answer.body()).doesNotContain(TestingKeyTransfers.EXPORT);
    assertThat(control.keyTransfers.asked)
        .containsExactly(
            "import %s from %s replacing"
                .formatted(TestingKeyTransfers.EXPORT, TestingKeyTransfers.NODE));
  }

  @ParameterizedTest
  @CsvSource({
    "NO_KEY,400,NotAnExportedKey",
    "TRUNCATED,400,KeyTruncated",
    "ALTERED,400,KeyAltered",
    "OTHER_VERSION,400,KeyVersion",
    "FOR_ANOTHER,403,KeyForAnotherNode",
    "AUTHOR,403,KeyFromAnotherNode",
    "DIFFERENT,409,KeyDiffers",
    "REVOKED,409,KeyRevoked",
    "OWNER_TAKEN,409,KeyOwnerTaken"
  })
  void aRefusal_hasAStatusAndACodeOfItsOwn(Reason reason, int status, String code)
      throws IOException {
    control.keyTransfers.refusal = Optional.of(reason);
    Answer answer = post(KEYS + "/import", "{\"export\":\"x\"}", token(), JSON);

    assertThat(answer.status()).isEqualTo(status);
    assertThat(Json.read(answer.body()).path("code").asText()).isEqualTo(code);
  }

  @Test
  void otherMethods_areNone_andNobodyGetsInWithoutTheToken() throws IOException {
    assertThat(send("GET", KEYS + "/import", host(), token()).status()).isEqualTo(405);
    assertThat(send("GET", KEYS + "/USER/export", host(), token()).status()).isEqualTo(405);
    assertThat(post(KEYS + "/import", "{\"export\":\"x\"}", JSON).status()).isEqualTo(401);
    assertThat(control.keyTransfers.asked).isEmpty();
  }
}
