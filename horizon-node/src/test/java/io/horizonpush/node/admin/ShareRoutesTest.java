package io.horizonpush.node.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.horizonpush.iroh.share.ShareException.Reason;
import io.horizonpush.node.testing.Json;
import io.horizonpush.node.testing.RawHttp;
import io.horizonpush.node.testing.RawHttp.Answer;
import java.io.IOException;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShareRoutesTest extends AdminApiTest {

  private static final String TICKETS = "/admin/v1/tickets";
  private static final String MEMBERS = "/admin/v1/buckets/b-1/members";

  @Test
  void export_makesATicket_withDefaultsOfTheNode() throws IOException {
    Answer answer = post(TICKETS, "{\"bucket\":\"b-1\"}", token(), JSON);

    assertThat(answer.status()).isEqualTo(201);
    JsonNode made = Json.read(answer.body());
    assertThat(made.path("ticket").asText()).isEqualTo(TestingShares.TICKET);
    assertThat(made.path("near-only").asBoolean()).isFalse();
    assertThat(control.shares.asked).containsExactly("export b-1 - - - -");
  }

  @Test
  void export_takesAllThatNarrowsATicket() throws IOException {
    String body =
        "{\"bucket\":\"b-1\",\"mode\":\"write\",\"lifetime\":\"PT12H\",\"max-uses\":3,\"for-node\":\"%s\"}"
            .formatted(TestingShares.NODE);

    assertThat(post(TICKETS, body, token(), JSON).status()).isEqualTo(201);
    assertThat(control.shares.asked)
        .containsExactly("export b-1 write PT12H 3 " + TestingShares.NODE);
  }

  @Test
  void import_takesTheTicketInTheBody_andAnswersNothingOfIt() throws IOException {
    String body = "{\"ticket\":\"" + TestingShares.TICKET + "\",\"as\":\"ours\"}";
    Answer answer = post(TICKETS + "/import", body, token(), JSON);

    assertThat(answer.status()).isEqualTo(201);
    assertThat(Json.read(answer.body()).path("name").asText()).isEqualTo("ours");
    assertThat(answer.body()).doesNotContain(TestingShares.TICKET);
    assertThat(control.shares.asked).containsExactly("import " + TestingShares.TICKET + " as ours");
  }

  @Test
  void aTicketInAPath_isNotRepeated() throws IOException {
    Answer answer = send("GET", TICKETS + "/" + TestingShares.TICKET, host(), token());

    assertThat(answer.status()).isEqualTo(404);
    assertThat(answer.body()).doesNotContain(TestingShares.TICKET);
  }

  @Test
  void aRevocationWithoutAnId_isNotFound() throws IOException {
    assertThat(post(TICKETS + "/revoke", "{}", token(), JSON).status()).isEqualTo(404);
    assertThat(post(TICKETS + "//revoke", "{}", token(), JSON).status()).isEqualTo(404);
  }

  @Test
  void list_revoke_andMembers_areAsTheirRecords() throws IOException {
    JsonNode ticket = Json.read(send("GET", TICKETS, host(), token()).body()).at("/tickets/0");
    assertThat(ticket.path("state").asText()).isEqualTo("used-up");
    assertThat(ticket.at("/limits/for-node").asText()).isEqualTo(TestingShares.NODE);

    Answer revoked = post(TICKETS + "/some-id/revoke", "{\"with-members\":true}", token(), JSON);
    assertThat(Json.read(revoked.body()).at("/removed/0").asText()).isEqualTo(TestingShares.NODE);
    assertThat(post(TICKETS + "/some-id/revoke", "{}", token(), JSON).status()).isEqualTo(200);

    JsonNode member = Json.read(send("GET", MEMBERS, host(), token()).body()).at("/members/0");
    assertThat(member.path("mode").asText()).isEqualTo("write");
    assertThat(member.path("here").asBoolean()).isTrue();

    assertThat(patch("{\"node\":\"n\",\"mode\":\"owner\"}").status()).isEqualTo(200);
    assertThat(patch("{\"node\":\"n\"}").status()).isEqualTo(200);
    assertThat(post("/admin/v1/buckets/b-1/leave", "{\"force\":true}", token(), JSON).status())
        .isEqualTo(200);
    assertThat(control.shares.asked)
        .containsExactly(
            "revoke some-id with members",
            "revoke some-id",
            "member n of b-1: owner",
            "member n of b-1: removed",
            "leave b-1 by force");
  }

  private Answer patch(String body) throws IOException {
    return RawHttp.send(port, "PATCH", MEMBERS, body, host(), token(), JSON);
  }

  @ParameterizedTest
  @CsvSource({
    "TRUNCATED,400,TicketTruncated",
    "EXPIRED,403,TicketExpired",
    "NAME_TAKEN,409,BucketNameTaken",
    "ABSENT,404,NotFound",
    "UNREACHABLE,502,MembersUnreachable"
  })
  void aRefusal_hasAStatusAndACodeOfItsOwn(Reason reason, int status, String code)
      throws IOException {
    control.shares.refusal = Optional.of(reason);
    Answer answer = post(TICKETS + "/import", "{\"ticket\":\"x\"}", token(), JSON);

    assertThat(answer.status()).isEqualTo(status);
    assertThat(Json.read(answer.body()).path("code").asText()).isEqualTo(code);
    assertThat(Json.read(answer.body()).path("message").asText()).contains(reason.name());
  }

  @Test
  void otherPathsAndMethods_areNone() throws IOException {
    assertThat(send("GET", TICKETS + "/import", host(), token()).status()).isEqualTo(405);
    assertThat(send("GET", "/admin/v1/buckets/b-1/leave", host(), token()).status()).isEqualTo(405);
    assertThat(send("GET", "/admin/v1/buckets/b-1/members/x", host(), token()).status())
        .isEqualTo(404);
    assertThat(send("GET", "/admin/v1/ticketsx", host(), token()).status()).isEqualTo(404);
    assertThat(send("GET", TICKETS, host()).status()).isEqualTo(401);
  }
}
