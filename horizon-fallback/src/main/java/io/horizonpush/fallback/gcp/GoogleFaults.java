package io.horizonpush.fallback.gcp;

import com.google.api.client.googleapis.json.GoogleJsonError;
import com.google.api.client.googleapis.json.GoogleJsonResponseException;
import com.google.api.client.http.HttpResponseException;
import io.horizonpush.fallback.origin.OriginAnswer;
import io.horizonpush.fallback.origin.OriginException;
import io.horizonpush.fallback.origin.OriginFailures;
import java.util.List;
import java.util.Optional;

/** What the exceptions of Google's client mean. */
final class GoogleFaults {

  private GoogleFaults() {}

  static OriginException of(String what, Exception failure) {
    return failure instanceof HttpResponseException refusal
        ? new OriginAnswer(
                what,
                refusal.getStatusCode(),
                code(refusal),
                Optional.ofNullable(refusal.getHeaders().getRetryAfter()))
            .exception()
        : OriginFailures.of(what, failure);
  }

  /** The reason in the answer's document; an answer to a download has none. */
  private static String code(HttpResponseException refusal) {
    return refusal instanceof GoogleJsonResponseException json
        ? Optional.ofNullable(json.getDetails())
            .map(GoogleJsonError::getErrors)
            .filter(errors -> !errors.isEmpty())
            .map(List::getFirst)
            .map(GoogleJsonError.ErrorInfo::getReason)
            .orElse("")
        : "";
  }
}
