package io.horizonpush.fallback.azure;

import com.azure.core.exception.HttpResponseException;
import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpResponse;
import com.azure.storage.blob.models.BlobErrorCode;
import com.azure.storage.blob.models.BlobStorageException;
import io.horizonpush.fallback.origin.OriginAnswer;
import io.horizonpush.fallback.origin.OriginException;
import io.horizonpush.fallback.origin.OriginFailures;
import java.util.Optional;

/** What the exceptions of Azure's SDK mean. */
final class AzureFaults {

  private AzureFaults() {}

  static OriginException of(String what, RuntimeException failure) {
    Optional<HttpResponse> answer =
        failure instanceof HttpResponseException refusal
            ? Optional.ofNullable(refusal.getResponse())
            : Optional.empty();
    return answer
        .map(
            response ->
                new OriginAnswer(
                        what,
                        response.getStatusCode(),
                        code(failure),
                        Optional.ofNullable(response.getHeaderValue(HttpHeaderName.RETRY_AFTER)))
                    .exception())
        .orElseGet(() -> OriginFailures.of(what, failure));
  }

  private static String code(RuntimeException failure) {
    return failure instanceof BlobStorageException refusal
        ? Optional.ofNullable(refusal.getErrorCode()).map(BlobErrorCode::toString).orElse("")
        : "";
  }
}
