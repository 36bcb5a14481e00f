package io.horizonpush.s3.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.horizonpush.s3.model.Principal;
import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PolicyFuzzTest {

  private static final String SEED_POLICY =
      """
      {"Version":"2012-10-17","Id":"x","Statement":[
      {"Sid":"a","Effect":"Allow","Principal":{"AWS":["arn:aws:iam::id-alice:root","id-bob"]},
      "Action":["s3:Get*","s3:PutObject"],"Resource":["arn:aws:s3:::bucket/${aws:username}/*"],
      "Condition":{"StringLikeIfExists":{"aws:Referer":["http://*.example.com/*","${*}"]},
      "ForAnyValue:StringEquals":{"s3:RequestObjectTagKeys":["a","b"]},
      "IpAddress":{"aws:SourceIp":["10.0.0.0/8","2001:db8::/32"]},
      "DateLessThan":{"aws:CurrentTime":"2030-01-01T00:00:00Z"},
      "NumericLessThan":{"s3:max-keys":10},"Null":{"s3:x-amz-acl":true},
      "ArnLike":{"aws:SourceArn":"arn:aws:s3:::b*"},"Bool":{"aws:SecureTransport":"true"}}},
      {"Effect":"Deny","NotPrincipal":{"CanonicalUser":"id-alice"},"NotAction":"s3:List*",
      "NotResource":"arn:aws:s3:::bucket/public/*",
      "Condition":{"StringNotEquals":{"s3:ExistingObjectTag/k":"v"},
      "BinaryEquals":{"s3:x-amz-content-sha256":"QmFzZTY0"}}}]}
      """;

  private static final List<String> PIECES =
      List.of(
          "\"",
          "{",
          "}",
          "[",
          "]",
          ":",
          ",",
          "*",
          "?",
          "${",
          "${*}",
          "${aws:userid}",
          "null",
          "true",
          "1",
          "-1e9",
          "\\u0000",
          "\\ud800",
          "\u00e4",
          "\n",
          "/",
          "Not",
          "IfExists",
          "ForAllValues:",
          "\"AWS\"",
          "\"*\"",
          "\"Condition\":{}",
          "arn:aws:s3:::bucket",
          "s3:*");

  private static final List<String> VALUES =
      List.of(
          "",
          "a",
          "true",
          "10.1.2.3",
          "2001:db8::1",
          "::ffff:10.0.0.1",
          "2024-01-01T00:00:00Z",
          "1700000000",
          "-5",
          "1e999999999",
          "arn:aws:s3:::bucket",
          "http://a.example.com/x",
          "QmFzZTY0",
          "%",
          "\ud800",
          "::::",
          "999.1.1.1",
          "9999999999-01-01",
          "${aws:userid}");

  @Test
  void anyDocument_isAPolicyThatCanBeAskedOrMalformed() {
    long seed = new Random().nextLong();
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    int taken = 0;
    int refused = 0;
    for (int round = 0; round < 20_000; round++) {
      String document = mutate(random);
      try {
        BucketPolicy policy = BucketPolicy.parse(document, Policies.BUCKET);
        assertThat(ask(policy, random)).as("seed %d round %d", seed, round).isNotNull();
        taken++;
      } catch (S3Exception e) {
        assertThat(e.code())
            .as("seed %d document %s", seed, document)
            .isEqualTo(S3ErrorCode.MALFORMED_POLICY);
        refused++;
      }
    }
    assertThat(taken).isPositive();
    assertThat(refused).isPositive();
  }

  /** Whoever a policy lets in without any context is not kept out by calling it not public. */
  @Test
  void policyThatIsNotPublic_allowsNobodyInParticularNothing() {
    long seed = new Random().nextLong();
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    int checked = 0;
    for (int round = 0; round < 20_000; round++) {
      Optional<BucketPolicy> policy = tryParse(mutate(random));
      if (policy.isPresent() && !policy.get().isPublic()) {
        PolicyRequest request =
            new PolicyRequest(
                Policies.NOBODY, "s3:GetObject", Policies.OBJECT, _ -> Optional.empty());
        assertThat(policy.get().evaluate(request))
            .as("seed %d round %d", seed, round)
            .isNotEqualTo(Decision.ALLOW);
        checked++;
      }
    }
    assertThat(checked).isPositive();
  }

  private static Optional<BucketPolicy> tryParse(String document) {
    try {
      return Optional.of(BucketPolicy.parse(document, Policies.BUCKET));
    } catch (S3Exception e) {
      return Optional.empty();
    }
  }

  private static Decision ask(BucketPolicy policy, Random random) {
    assertThat(policy.keys()).isNotNull();
    assertThat(policy.isPublic()).isIn(true, false);
    List<Principal> principals = List.of(Policies.ALICE, Policies.BOB, Policies.NOBODY);
    return policy.evaluate(
        new PolicyRequest(
            principals.get(random.nextInt(principals.size())),
            random.nextBoolean() ? "s3:GetObject" : "s3:PutObject",
            random.nextBoolean() ? Policies.OBJECT : "arn:aws:s3:::bucket",
            _ -> random.nextInt(4) == 0 ? Optional.empty() : Optional.of(values(random))));
  }

  private static List<String> values(Random random) {
    List<String> values = new ArrayList<>();
    for (int i = random.nextInt(3); i >= 0; i--) {
      values.add(VALUES.get(random.nextInt(VALUES.size())));
    }
    return values;
  }

  /** Changes the policy in a few places, in half of the cases between its tokens only. */
  private static String mutate(Random random) {
    StringBuilder document = new StringBuilder(SEED_POLICY);
    for (int i = random.nextInt(4); i > 0; i--) {
      int at = random.nextInt(document.length());
      int end = Math.min(document.length(), at + random.nextInt(12));
      switch (random.nextInt(4)) {
        case 0 -> document.delete(at, end);
        case 1 -> document.insert(at, PIECES.get(random.nextInt(PIECES.size())));
        case 2 -> document.insert(at, document.substring(at, end));
        default -> document.setCharAt(at, (char) (' ' + random.nextInt(95)));
      }
    }
    return document.toString();
  }
}
