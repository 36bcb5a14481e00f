package io.horizonpush.s3.auth;

import static io.horizonpush.s3.auth.TestingSigner.ID;
import static io.horizonpush.s3.auth.TestingSigner.NOW;
import static io.horizonpush.s3.auth.TestingSigner.OWNER;
import static io.horizonpush.s3.auth.TestingSigner.RIGHTS;
import static io.horizonpush.s3.auth.TestingSigner.SECRET;
import static io.horizonpush.s3.auth.TestingSigner.head;
import static io.horizonpush.s3.auth.TestingSigner.holder;
import static io.horizonpush.s3.auth.TestingSigner.sign;
import static io.horizonpush.s3.auth.TestingSigner.with;
import static io.horizonpush.s3.request.TestingClients.LOCAL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.horizonpush.s3.filter.RequestBody;
import io.horizonpush.s3.model.Principal;
import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.model.Signature;
import io.horizonpush.s3.payload.PayloadReaders;
import io.horizonpush.s3.request.RequestHead;
import io.horizonpush.s3.request.S3Operation;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.spi.signer.SignedRequest;

/** AWS's own signer is the oracle: what it signs is accepted, and nothing else. */
class AuthenticatorTest {

  private static final List<SdkHttpMethod> METHODS =
      List.of(SdkHttpMethod.GET, SdkHttpMethod.PUT, SdkHttpMethod.POST, SdkHttpMethod.DELETE);
  private static final String OCTETS = "application/octet-stream";

  private final Authenticator authenticator =
      new Authenticator(
          id ->
              id.equals(ID)
                  ? Optional.of(new AccessKey(ID, SECRET, OWNER, RIGHTS))
                  : Optional.empty(),
          List.of(),
          new UnsignedSender.Loopback(OWNER, LocalPeers.ANYBODY));

  @Test
  void signedBySdk_inManyShapes_isAccepted_andRefusedWithAnythingChanged() {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    for (int round = 0; round < 300; round++) {
      RequestHead head = head(sign(randomRequest(random), new byte[0], false, false));
      Authenticated authenticated = authenticator.authenticate(head, LOCAL, NOW);
      assertThat(authenticated.principal())
          .isEqualTo(holder(new Signature.V4(Signature.Carrier.HEADER, NOW)));
      for (RequestHead mutated : mutations(head, random)) {
        assertThatThrownBy(() -> authenticator.authenticate(mutated, LOCAL, NOW))
            .as("seed %d round %d", seed, round)
            .isInstanceOf(S3Exception.class);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"true,true", "true,false", "false,true"})
  void streamedBySdk_isAcceptedWithItsPayload(boolean signPayload, boolean trailer) {
    for (int size : new int[] {0, 1, 131_072, 300_000}) {
      byte[] data = new byte[size];
      new Random(size).nextBytes(data);
      SdkHttpRequest.Builder put =
          SdkHttpRequest.builder()
              .method(SdkHttpMethod.PUT)
              .uri(URI.create("http://localhost:3000/s3/bucket/key"))
              .putHeader("Content-Length", Integer.toString(size));
      SignedRequest signed = sign(put.build(), data, true, signPayload, trailer);
      RequestHead head = head(signed);
      Authenticated authenticated = authenticator.authenticate(head, LOCAL, NOW);
      byte[] wire = bytes(signed);
      assertThat(read(head, authenticated, wire)).as("size %d", size).isEqualTo(data);
      if (size > 0) {
        byte[] mutated = wire.clone();
        mutated[mutated.length / 2] ^= 0x10;
        if (signPayload || trailer) {
          Authenticated again = authenticator.authenticate(head, LOCAL, NOW);
          assertThatThrownBy(() -> read(head, again, mutated)).isInstanceOf(S3Exception.class);
        }
      }
    }
  }

  @Test
  void headerThatWasNotSigned_isRefused() {
    RequestHead head = signedGet();
    for (String name : List.of("x-amz-copy-source", "x-amz-meta-a", "content-type")) {
      assertError(S3ErrorCode.ACCESS_DENIED, with(head, name, "/other/secret"));
    }
  }

  @Test
  void contentTypeThatSaysNothing_needsNoSignature() {
    RequestHead head = signedGet();
    assertThat(authenticator.authenticate(with(head, "content-type", OCTETS), LOCAL, NOW))
        .isNotNull();
    for (String type : List.of(OCTETS + "; charset=x", "text/html", "APPLICATION/OCTET-STREAM")) {
      assertError(S3ErrorCode.ACCESS_DENIED, with(head, "content-type", type));
    }
    assertError(
        S3ErrorCode.INVALID_REQUEST,
        with(with(head, "content-type", OCTETS), "content-type", "text/html"));
  }

  @Test
  void list_mayComeInSeveralHeaders_allOfWhichAreSigned() {
    RequestHead head =
        head(
            sign(
                SdkHttpRequest.builder()
                    .method(SdkHttpMethod.GET)
                    .uri(URI.create("http://localhost:3000/bucket/k?attributes"))
                    .putHeader("x-amz-object-attributes", List.of("ETag", "ObjectParts"))
                    .build(),
                new byte[0],
                false,
                false));
    assertThat(head.values("x-amz-object-attributes")).containsExactly("ETag", "ObjectParts");
    assertThat(authenticator.authenticate(head, LOCAL, NOW)).isNotNull();
    assertError(
        S3ErrorCode.SIGNATURE_DOES_NOT_MATCH, with(head, "x-amz-object-attributes", "Checksum"));
  }

  @Test
  void headerThatStandsTwice_isRefused() {
    RequestHead head = signedGet();
    String sha256 = head.header("x-amz-content-sha256").orElseThrow();
    assertError(S3ErrorCode.INVALID_REQUEST, with(head, "x-amz-content-sha256", sha256));
  }

  @Test
  void skewBeyondFifteenMinutes_isRefused_inBothDirections() {
    RequestHead head = signedGet();
    assertThat(authenticator.authenticate(head, LOCAL, NOW.plus(Duration.ofMinutes(15))))
        .isNotNull();
    for (int minutes : new int[] {-16, 16}) {
      assertThatThrownBy(
              () -> authenticator.authenticate(head, LOCAL, NOW.plus(Duration.ofMinutes(minutes))))
          .isInstanceOfSatisfying(
              S3Exception.class,
              e -> assertThat(e.code()).isEqualTo(S3ErrorCode.REQUEST_TIME_TOO_SKEWED));
    }
  }

  @Test
  void wrongRegion_isNamedWithTheRightOne() {
    Authenticator strict =
        new Authenticator(
            id -> Optional.of(new AccessKey(ID, SECRET, OWNER, RIGHTS)),
            List.of("eu-central-1"),
            new UnsignedSender.Anybody());
    assertThatThrownBy(() -> strict.authenticate(signedGet(), LOCAL, NOW))
        .isInstanceOfSatisfying(
            S3Exception.class,
            e -> {
              assertThat(e.code()).isEqualTo(S3ErrorCode.AUTHORIZATION_HEADER_MALFORMED);
              assertThat(e.details()).containsEntry("Region", "eu-central-1");
            });
  }

  @Test
  void wrongSignature_showsWhatWasSigned_butNoSecret() {
    RequestHead head = signedGet();
    RequestHead changed = new RequestHead("PUT", head.rawPath(), head.rawQuery(), head.headers());
    assertThatThrownBy(() -> authenticator.authenticate(changed, LOCAL, NOW))
        .isInstanceOfSatisfying(
            S3Exception.class,
            e -> {
              assertThat(e.code()).isEqualTo(S3ErrorCode.SIGNATURE_DOES_NOT_MATCH);
              assertThat(e.details().get("CanonicalRequest")).startsWith("PUT\n/s3/bucket/a%20b\n");
              assertThat(e.getMessage() + e.details()).doesNotContain(SECRET);
            });
    assertThat(new AccessKey(ID, SECRET, OWNER, RIGHTS).toString()).doesNotContain(SECRET);
  }

  @ParameterizedTest
  @CsvSource({
    "AWS AKIA:sig, InvalidRequest",
    "AWS4-ECDSA-P256-SHA256 Credential=x, NotImplemented",
    "aws4-hmac-sha256 Credential=x, InvalidArgument",
    "Basic Zm9v, InvalidArgument",
    "AWS4-HMAC-SHA256, AuthorizationHeaderMalformed",
    "AWS4-HMAC-SHA256 Credential=a/b/c/d/e, AuthorizationHeaderMalformed",
    "'', InvalidArgument"
  })
  void otherMechanisms_areNeverAnonymous(String authorization, String code) {
    assertCode(code, unsigned("GET", "", "authorization", authorization));
  }

  @ParameterizedTest
  @CsvSource({
    "X-Amz-Signature=00, AuthorizationQueryParametersError",
    "a=b&X-Amz%2DCredential=x, AuthorizationQueryParametersError",
    "x-amz-signature=00, AuthorizationQueryParametersError",
    "X-Amz-Algorithm=AWS4-ECDSA-P256-SHA256&X-Amz-Signature=00, NotImplemented",
    "X-Amz-Signature=00&Signature=00, InvalidArgument",
    "AWSAccessKeyId=a&Signature=b&Expires=1, InvalidRequest"
  })
  void signaturesInTheQuery_areNeverAnonymous(String query, String code) {
    assertCode(code, unsigned("GET", query));
  }

  @Test
  void unsignedRequest_isLocal_orAnybodysWithTheReason() {
    assertThat(authenticator.authenticate(unsigned("GET", ""), LOCAL, NOW).principal())
        .isEqualTo(new Principal.Local(OWNER));
    RequestHead ofAPage = unsigned("PUT", "", "origin", "http://localhost:3000");
    assertThat(authenticator.authenticate(ofAPage, LOCAL, NOW).principal())
        .isInstanceOfSatisfying(
            Principal.Public.class,
            anybody -> assertThat(anybody.doubt().orElseThrow()).contains("origin"));
  }

  @Test
  void unsignedRequest_cannotPromiseSignedChunks() {
    assertError(
        S3ErrorCode.ACCESS_DENIED,
        unsigned("PUT", "", "x-amz-content-sha256", "STREAMING-AWS4-HMAC-SHA256-PAYLOAD"));
  }

  @Test
  void unsignedRequest_whereNobodyIsTrusted_isAnybodys() {
    Authenticator strict =
        new Authenticator(id -> Optional.empty(), List.of(), new UnsignedSender.Anybody());
    assertThat(strict.authenticate(unsigned("GET", ""), LOCAL, NOW).principal())
        .isEqualTo(new Principal.Public());
  }

  private static SdkHttpRequest randomRequest(Random random) {
    String[] paths = {"/s3/b/k", "/b/a%20b", "/b//x/../y/", "/b/%2F%F0%9F%98%80", "/", "/b/~-._"};
    SdkHttpRequest.Builder request =
        SdkHttpRequest.builder()
            .method(METHODS.get(random.nextInt(METHODS.size())))
            .uri(URI.create("http://localhost:3000"))
            .encodedPath(paths[random.nextInt(paths.length)])
            .putHeader("x-amz-meta-a", "v  " + random.nextInt() + "  w")
            .putHeader("Content-Type", "text/plain");
    if (random.nextBoolean()) {
      request.putRawQueryParameter("prefix", "a b/+%" + random.nextInt());
      request.putRawQueryParameter("acl", "");
    }
    return request.build();
  }

  private static List<RequestHead> mutations(RequestHead head, Random random) {
    List<RequestHead> mutated = new ArrayList<>();
    mutated.add(
        new RequestHead(
            head.method().equals("GET") ? "PUT" : "GET",
            head.rawPath(),
            head.rawQuery(),
            head.headers()));
    mutated.add(
        new RequestHead(head.method(), head.rawPath() + "x", head.rawQuery(), head.headers()));
    mutated.add(
        new RequestHead(
            head.method(),
            head.rawPath(),
            head.rawQuery() + (head.rawQuery().isEmpty() ? "a=b" : "&a=b"),
            head.headers()));
    for (int at = 0; at < head.headers().size(); at++) {
      RequestHead.Header header = head.headers().get(at);
      List<RequestHead.Header> headers = new ArrayList<>(head.headers());
      char[] value = header.value().toCharArray();
      if (value.length == 0) {
        continue;
      }
      if (header.name().equals("authorization")) {
        value[value.length - 1] = value[value.length - 1] == '0' ? '1' : '0';
      } else {
        int place = random.nextInt(value.length);
        // A blank more or less is no change: signatures collapse them.
        value[place] = value[place] == 'q' || value[place] == ' ' ? 'r' : 'q';
      }
      headers.set(at, new RequestHead.Header(header.name(), new String(value)));
      mutated.add(new RequestHead(head.method(), head.rawPath(), head.rawQuery(), headers));
    }
    return mutated;
  }

  private static RequestHead signedGet() {
    return head(
        sign(
            SdkHttpRequest.builder()
                .method(SdkHttpMethod.GET)
                .uri(URI.create("http://localhost:3000/s3/bucket/a%20b"))
                .build(),
            new byte[0],
            false,
            false));
  }

  private static byte[] bytes(SignedRequest signed) {
    try (var stream = signed.payload().orElseThrow().newStream()) {
      return stream.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] read(RequestHead head, Authenticated authenticated, byte[] wire) {
    List<ByteBuffer> pieces = new ArrayList<>();
    for (int from = 0; from < wire.length; from += 1000) {
      pieces.add(ByteBuffer.wrap(wire, from, Math.min(1000, wire.length - from)).slice());
    }
    var iterator = pieces.iterator();
    RequestBody body =
        PayloadReaders.open(
            head,
            S3Operation.PUT_OBJECT,
            authenticated.payload(),
            () -> iterator.hasNext() ? Optional.of(iterator.next()) : Optional.empty());
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (Optional<ByteBuffer> next = body.next(); next.isPresent(); next = body.next()) {
      byte[] piece = new byte[next.get().remaining()];
      next.get().get(piece);
      all.writeBytes(piece);
    }
    return all.toByteArray();
  }

  private static RequestHead unsigned(String method, String query, String... header) {
    RequestHead head =
        new RequestHead(
            method, "/b/k", query, List.of(new RequestHead.Header("host", "localhost:3000")));
    return header.length == 0 ? head : with(head, header[0], header[1]);
  }

  private void assertError(S3ErrorCode code, RequestHead head) {
    assertCode(code.code(), head);
  }

  private void assertCode(String code, RequestHead head) {
    assertThatThrownBy(() -> authenticator.authenticate(head, LOCAL, NOW))
        .isInstanceOfSatisfying(
            S3Exception.class, e -> assertThat(e.code().code()).isEqualTo(code));
  }
}
