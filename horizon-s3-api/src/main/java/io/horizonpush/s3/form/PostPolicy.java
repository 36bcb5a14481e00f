package io.horizonpush.s3.form;

import io.horizonpush.s3.model.ChecksumAlgorithm;
import io.horizonpush.s3.model.S3Exception;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a form may upload, and until when: the document that its signature covers. */
record PostPolicy(Instant expiration, List<PostCondition> conditions) {

  /**
   * The fields that need no condition. Those of AWS carry the policy and its signature. A checksum
   * is promised by whoever sends the file, and can only make an upload fail.
   */
  private static final Set<String> FREE =
      Stream.concat(
              Stream.of("awsaccesskeyid", "file", "policy", "signature", "x-amz-signature"),
              Arrays.stream(ChecksumAlgorithm.values()).map(ChecksumAlgorithm::header))
          .collect(Collectors.toUnmodifiableSet());

  PostPolicy {
    conditions = List.copyOf(conditions);
  }

  /**
   * Holds fields against the policy.
   *
   * @param fields by lower-case name, with the file's name filled in, and {@code bucket} as the
   *     request names it
   * @return how long the file may be
   * @throws S3Exception {@code AccessDenied} if the policy has expired, if a condition is not met,
   *     or if it has none for a field
   */
  LengthRange check(Map<String, String> fields, Instant now) {
    if (now.isAfter(expiration)) {
      throw FormErrors.againstPolicy("Policy expired.");
    }
    LengthRange range = LengthRange.ANY;
    for (PostCondition condition : conditions) {
      if (!condition.isMetBy(fields)) {
        throw FormErrors.againstPolicy("Policy Condition failed: " + condition.shown());
      }
      if (condition instanceof PostCondition.Length(LengthRange more)) {
        range = range.and(more);
      }
    }
    Set<String> covered =
        conditions.stream()
            .map(PostCondition::field)
            .flatMap(Optional::stream)
            .collect(Collectors.toSet());
    List<String> extra =
        fields.keySet().stream()
            .filter(name -> !covered.contains(name) && !FREE.contains(name))
            .filter(name -> !name.startsWith(FormFields.IGNORED))
            .toList();
    if (!extra.isEmpty()) {
      throw FormErrors.againstPolicy("Extra input fields: " + String.join(", ", extra));
    }
    return range;
  }
}
