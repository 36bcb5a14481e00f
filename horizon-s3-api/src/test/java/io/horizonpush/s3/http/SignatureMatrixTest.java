package io.horizonpush.s3.http;

import static io.horizonpush.s3.request.TestingClients.LOCAL;
import static org.assertj.core.api.Assertions.assertThat;

import io.horizonpush.s3.access.Authorizer;
import io.horizonpush.s3.access.BucketRules;
import io.horizonpush.s3.auth.Authenticator;
import io.horizonpush.s3.auth.SignatureV2Access;
import io.horizonpush.s3.auth.TestingSigner;
import io.horizonpush.s3.auth.UnsignedSender;
import io.horizonpush.s3.cors.CrossOrigin;
import io.horizonpush.s3.filter.Admission;
import io.horizonpush.s3.filter.Chain;
import io.horizonpush.s3.filter.Identification;
import io.horizonpush.s3.filter.S3Request;
import io.horizonpush.s3.filter.S3Response;
import io.horizonpush.s3.http.MatrixSigner.Asked;
import io.horizonpush.s3.http.MatrixSigner.Scheme;
import io.horizonpush.s3.http.MatrixSigner.Signed;
import io.horizonpush.s3.http.MatrixSigner.Terms;
import io.horizonpush.s3.model.Principal;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.parse.RequestParser;
import io.horizonpush.s3.pipeline.ErrorRenderer;
import io.horizonpush.s3.pipeline.LongAnswers;
import io.horizonpush.s3.pipeline.S3Pipeline;
import io.horizonpush.s3.request.Endpoint;
import io.horizonpush.s3.store.BodyMemory;
import io.horizonpush.s3.store.EmptyBuckets;
import io.horizonpush.s3.store.TestingFile;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Every way to sign × many operations × everything that may be changed on the way: through the
 * whole pipeline, what was signed is accepted, and nothing else is.
 */
class SignatureMatrixTest {

  private static final String NOTHING = "";
  private static final String HELLO = "hello, ".repeat(3000);

  private static final Map<String, String> HEADERS =
      Map.of("x-amz-meta-a", "b", "Content-Type", "text/plain");
  private static final Map<String, String> COPY =
      Map.of("x-amz-meta-a", "b", "Content-Type", "text/plain", "x-amz-copy-source", "/bucket/k");

  private static final List<Asked> OPERATIONS =
      List.of(
          new Asked("GET", "/", HEADERS, NOTHING),
          new Asked("GET", "/s3/bucket?list-type=2&prefix=a%20b", HEADERS, NOTHING),
          new Asked("GET", "/bucket?location", HEADERS, NOTHING),
          new Asked("GET", "/bucket?uploads&max-uploads=5", HEADERS, NOTHING),
          new Asked("HEAD", "/bucket", HEADERS, NOTHING),
          new Asked("PUT", "/bucket", HEADERS, NOTHING),
          new Asked("DELETE", "/bucket", HEADERS, NOTHING),
          new Asked("POST", "/bucket?delete", HEADERS, HELLO),
          new Asked("GET", "/bucket/k", HEADERS, NOTHING),
          new Asked("GET", "/s3/bucket/a%20b/%C3%A4?partNumber=1", HEADERS, NOTHING),
          new Asked("HEAD", "/bucket/k", HEADERS, NOTHING),
          new Asked("PUT", "/bucket/k", HEADERS, HELLO),
          new Asked("PUT", "/s3/bucket/k?uploadId=u&partNumber=1", HEADERS, HELLO),
          new Asked("PUT", "/bucket/k", COPY, NOTHING),
          new Asked("PUT", "/bucket/k?uploadId=u&partNumber=1", COPY, NOTHING),
          new Asked("DELETE", "/bucket/k", HEADERS, NOTHING),
          new Asked("DELETE", "/bucket/k?uploadId=u", HEADERS, NOTHING),
          new Asked("POST", "/bucket/k?uploads", HEADERS, NOTHING),
          new Asked("POST", "/bucket/k?uploadId=u", HEADERS, HELLO),
          new Asked("GET", "/bucket/k?uploadId=u", HEADERS, NOTHING));

  private static final List<Asked> FORMS =
      List.of(
          new Asked("POST", "/bucket", Map.of(), NOTHING),
          new Asked("POST", "/s3/bucket", Map.of(), NOTHING),
          new Asked("POST", "/bucket/", Map.of(), NOTHING));

  private static final Endpoint ADDRESS = new Endpoint(List.of("localhost"));

  /** The bucket that every request names, of the owner whose key signs. */
  private static final EmptyBuckets STORE =
      new EmptyBuckets(EmptyBuckets.bucket("bucket", TestingSigner.OWNER));

  private static final Admission ADMISSION = new Authorizer(STORE, STORE, new BucketRules());

  private final Authenticator authenticator =
      new Authenticator(
          TestingSigner::find,
          List.of("us-east-1"),
          new UnsignedSender.Anybody(),
          new SignatureV2Access.On(new Endpoint(List.of("localhost"))));

  private final S3Pipeline pipeline =
      new S3Pipeline(
          new S3Pipeline.Gates(
              () -> true,
              new CrossOrigin(STORE, ADDRESS::bucket),
              authenticator,
              new RequestParser(ADDRESS, false)::parse,
              Identification.NONE,
              ADMISSION),
          new Chain(List.of(), ADMISSION, SignatureMatrixTest::readAll),
          new ErrorRenderer("us-east-1")::render,
          completed -> {},
          new LongAnswers(new BodyMemory(BodyMemory.SMALLEST), TestingFile::write));

  @ParameterizedTest
  @EnumSource(Scheme.class)
  void whatWasSigned_isAccepted_andNothingElse(Scheme scheme) {
    List<String> wrong = new ArrayList<>();
    int refused = 0;
    int operations = 0;
    for (Asked asked : scheme.isForm() ? FORMS : OPERATIONS) {
      if (scheme.isChunked() && !asked.hasBody()) {
        continue;
      }
      Signed signed = MatrixSigner.sign(scheme, asked, Terms.right());
      assertThat(signed.head().header("x-amz-content-sha256").orElse("")).matches(scheme.payload());
      assertThat(status(signed)).as("%s %s", scheme, asked).isEqualTo(200);
      operations++;
      Map<String, Signed> mutations = MatrixMutations.of(scheme, asked, signed);
      assertThat(mutations).hasSizeGreaterThanOrEqualTo(20);
      mutations.forEach(
          (name, mutated) -> {
            int status = status(mutated);
            boolean bodyAsSigned = mutated.body().equals(signed.body());
            // Refused for another reason is not enough: the signature must not hold.
            boolean holds = !scheme.isForm() && bodyAsSigned && isAuthentic(mutated);
            if (status < 400 || status == 500 || holds) {
              wrong.add(
                  "%s %s %s: %s answers %d"
                      .formatted(scheme, asked.method(), asked.target(), name, status));
            }
          });
      refused += mutations.size();
    }
    assertThat(wrong).isEmpty();
    System.out.println(
        scheme + ": " + operations + " operations accepted, " + refused + " mutations refused");
  }

  private boolean isAuthentic(Signed signed) {
    try {
      return authenticator.authenticate(signed.head(), LOCAL, Instant.now()).principal()
          instanceof Principal.KeyHolder;
    } catch (S3Exception e) {
      return false;
    }
  }

  private int status(Signed signed) {
    RecordedExchange exchange =
        new RecordedExchange(signed.head(), signed.body().getBytes(StandardCharsets.ISO_8859_1));
    pipeline.serve(exchange);
    return exchange.status();
  }

  /** Succeeds for somebody who signed, once the body is known to be good. */
  private static S3Response readAll(S3Request<?> request) {
    while (request.body().next().isPresent()) {
      // what matters is whether the end comes
    }
    assertThat(request.principal()).isInstanceOf(Principal.KeyHolder.class);
    return TestingServer.text("");
  }
}
