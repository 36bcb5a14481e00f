package io.horizonpush.s3.payload;

import io.horizonpush.s3.model.ChecksumAlgorithm;
import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.request.RequestHead;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * A checksum that a request promises for its body: in a header, or in a trailer that will come.
 *
 * @param value base64; empty while the trailer has not come
 */
record PromisedChecksum(ChecksumAlgorithm algorithm, String value) {

  private static final String PREFIX = "x-amz-checksum-";

  /** Headers of that prefix that carry no value. */
  private static final Set<String> OTHERS = Set.of("algorithm", "mode", "type");

  /** The one checksum that a request promises. */
  static Optional<PromisedChecksum> of(RequestHead head, List<String> trailers) {
    List<RequestHead.Header> headers = new ArrayList<>();
    for (RequestHead.Header header : head.headers()) {
      if (isValue(header.name())) {
        headers.add(header);
      }
    }
    List<String> trailing =
        trailers.isEmpty()
            ? List.of()
            : trailers.stream().filter(PromisedChecksum::isValue).toList();
    if (headers.size() + trailing.size() > 1) {
      throw new S3Exception(
          S3ErrorCode.INVALID_REQUEST,
          "Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.");
    }
    if (!headers.isEmpty()) {
      RequestHead.Header header = headers.getFirst();
      return Optional.of(
          new PromisedChecksum(algorithm(header.name()), "").withValue(header.value()));
    }
    return trailing.stream().findFirst().map(name -> new PromisedChecksum(algorithm(name), ""));
  }

  /** This promise with the value that its trailer brought. */
  PromisedChecksum withValue(String base64) {
    if (!isBase64OfLength(base64, algorithm.length())) {
      throw new S3Exception(
          S3ErrorCode.INVALID_REQUEST, "Value for " + algorithm.header() + " header is invalid.");
    }
    return new PromisedChecksum(algorithm, base64);
  }

  static boolean isBase64OfLength(String base64, int length) {
    try {
      return Base64.getDecoder().decode(base64).length == length && base64.length() % 4 == 0;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static boolean isValue(String name) {
    return name.startsWith(PREFIX) && !OTHERS.contains(name.substring(PREFIX.length()));
  }

  private static ChecksumAlgorithm algorithm(String header) {
    String name = header.substring(PREFIX.length()).toUpperCase(Locale.ROOT);
    return Arrays.stream(ChecksumAlgorithm.values())
        .filter(each -> each.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new S3Exception(
                    S3ErrorCode.INVALID_REQUEST,
                    "The algorithm type you specified in x-amz-checksum- header is invalid."));
  }
}
