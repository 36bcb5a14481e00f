package io.horizonpush.s3.parse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.horizonpush.s3.model.CannedAcl;
import io.horizonpush.s3.model.Grant;
import io.horizonpush.s3.model.Grantee;
import io.horizonpush.s3.model.Owner;
import io.horizonpush.s3.model.Permission;
import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.request.GranteeName;
import io.horizonpush.s3.request.RequestedAcl;
import io.horizonpush.s3.request.RequestedAcl.RequestedGrant;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AclHeadersTest {

  private static final Owner MAIN = new Owner("main", "M. Main");
  private static final Owner ALT = new Owner("alt", "A. Alt");

  @Test
  void headers_withoutAnAcl_askForNone() {
    assertThat(parse(Map.of("x-amz-meta-a", "b"))).isEmpty();
  }

  @Test
  void cannedAcl_isFoundByItsName() {
    assertThat(parse(Map.of("x-amz-acl", "public-read")))
        .contains(new RequestedAcl.Canned(CannedAcl.PUBLIC_READ));
  }

  @ParameterizedTest
  @ValueSource(strings = {"public-ready", "", "PRIVATE", "log-delivery-write"})
  void cannedAcl_thatIsUnknown_isRefused(String name) {
    refused(S3ErrorCode.INVALID_ARGUMENT, () -> parse(Map.of("x-amz-acl", name)));
  }

  @Test
  void grants_ofEveryHeader_areListedInTheOrderOfPermissions() {
    Map<String, String> headers =
        Arrays.stream(Permission.values())
            .collect(Collectors.toMap(Permission::header, permission -> "id=alt"));

    assertThat(parse(headers))
        .contains(
            new RequestedAcl.Explicit(
                Arrays.stream(Permission.values())
                    .map(each -> new RequestedGrant(new GranteeName.Id("alt"), each))
                    .toList()));
  }

  @Test
  void grants_ofOneHeader_areSeparatedByCommasAndQuotedOrNot() {
    assertThat(
            parse(
                Map.of(
                    "x-amz-grant-read",
                    "id=\"a,b\", uri=http://x/y ,emailaddress = \"a@b.c\",id=d")))
        .contains(
            new RequestedAcl.Explicit(
                List.of(
                    new RequestedGrant(new GranteeName.Id("a,b"), Permission.READ),
                    new RequestedGrant(new GranteeName.Group("http://x/y"), Permission.READ),
                    new RequestedGrant(new GranteeName.Email("a@b.c"), Permission.READ),
                    new RequestedGrant(new GranteeName.Id("d"), Permission.READ))));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "id", "id=", "id=\"\"", "name=x", "id=a,", "id=a;id=b", "id=\"a", "id=a b"})
  void grants_thatCannotBeRead_areRefused(String value) {
    refused(S3ErrorCode.INVALID_ARGUMENT, () -> parse(Map.of("x-amz-grant-write-acp", value)));
  }

  @Test
  void cannedAcl_besideGrants_isRefused() {
    refused(
        S3ErrorCode.INVALID_REQUEST,
        () -> parse(Map.of("x-amz-acl", "private", "x-amz-grant-read", "id=main")));
  }

  @Test
  void grants_beyondTheLimit_areRefused() {
    refused(
        S3ErrorCode.INVALID_REQUEST,
        () -> parse(Map.of("x-amz-grant-read", "id=a" + ",id=a".repeat(100))));
  }

  @Test
  void names_areLookedUpWhenTheOwnerIsKnown() {
    RequestedAcl requested =
        parse(
                Map.of(
                    "x-amz-grant-read",
                    "uri=" + Grantee.Everyone.URI + ",uri=" + Grantee.Authenticated.URI,
                    "x-amz-grant-full-control",
                    "id=alt,emailAddress=main@example.com"))
            .orElseThrow();

    assertThat(
            requested.resolve(MAIN, MAIN, AclHeadersTest::byId, AclHeadersTest::byEmail).grants())
        .containsExactly(
            new Grant(new Grantee.Everyone(), Permission.READ),
            new Grant(new Grantee.Authenticated(), Permission.READ),
            new Grant(new Grantee.User(ALT), Permission.FULL_CONTROL),
            new Grant(new Grantee.User(MAIN), Permission.FULL_CONTROL));
  }

  @Test
  void names_thatNobodyHas_areRefused() {
    refused(S3ErrorCode.INVALID_ARGUMENT, () -> resolve("id=_foo"));
    refused(S3ErrorCode.UNRESOLVABLE_GRANT, () -> resolve("emailAddress=nobody@example.com"));
    refused(
        S3ErrorCode.INVALID_ARGUMENT,
        () -> resolve("uri=http://acs.amazonaws.com/groups/s3/LogDelivery"));
  }

  @Test
  void anyHeader_isReadOrRefusedInLittleTime() {
    long seed = new Random().nextLong();
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    String[] pieces = {"id", "=", "\"", ",", " ", "\t", "uri", "a", "emailAddress", "id=\"x\","};
    Assertions.assertTimeoutPreemptively(
        Duration.ofSeconds(20),
        () -> {
          for (int round = 0; round < 20_000; round++) {
            int repeat = round % 1_000 == 0 ? 500 : 1;
            String value =
                random
                    .ints(random.nextInt(10), 0, pieces.length)
                    .mapToObj(at -> pieces[at].repeat(repeat))
                    .collect(Collectors.joining());
            try {
              assertThat(parse(Map.of("x-amz-grant-read", value))).isPresent();
            } catch (S3Exception e) {
              assertThat(e.code().status()).as("seed %d value %s", seed, value).isEqualTo(400);
            }
          }
        });
  }

  private static Optional<RequestedAcl> parse(Map<String, String> headers) {
    return AclHeaders.parse(name -> Optional.ofNullable(headers.get(name)));
  }

  private static void resolve(String grants) {
    parse(Map.of("x-amz-grant-read", grants))
        .orElseThrow()
        .resolve(MAIN, MAIN, AclHeadersTest::byId, AclHeadersTest::byEmail);
  }

  private static Optional<Owner> byId(String id) {
    return List.of(MAIN, ALT).stream().filter(owner -> owner.id().equals(id)).findFirst();
  }

  private static Optional<Owner> byEmail(String email) {
    return email.equals("main@example.com") ? Optional.of(MAIN) : Optional.empty();
  }

  private static void refused(S3ErrorCode code, ThrowingCallable call) {
    assertThatExceptionOfType(S3Exception.class)
        .isThrownBy(call)
        .extracting(S3Exception::code)
        .isEqualTo(code);
  }
}
