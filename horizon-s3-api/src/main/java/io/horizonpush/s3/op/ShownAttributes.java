package io.horizonpush.s3.op;

import io.horizonpush.s3.access.Action;
import io.horizonpush.s3.access.Authorizer;
import io.horizonpush.s3.access.Need;
import io.horizonpush.s3.access.VersionNeeds;
import io.horizonpush.s3.filter.S3Request;
import io.horizonpush.s3.model.Attributes;
import io.horizonpush.s3.request.ObjectInput.GetObject;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The headers that show how a version is locked and how many tags it has, to those who may know
 * that. Thread-safe.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html">AWS:
 *     GetObject</a>
 */
record ShownAttributes(Authorizer authorizer) {

  Map<String, String> headers(S3Request<?> request, GetObject get, Attributes attributes) {
    Map<String, String> headers = new LinkedHashMap<>();
    attributes
        .retention()
        .flatMap(each -> each.shown(Instant.now()))
        .filter(_ -> mayKnow(request, get, Action.GET_RETENTION))
        .ifPresent(
            period -> {
              headers.put("x-amz-object-lock-mode", period.mode().name());
              headers.put("x-amz-object-lock-retain-until-date", period.until().toString());
            });
    attributes
        .legalHold()
        .filter(_ -> mayKnow(request, get, Action.GET_LEGAL_HOLD))
        .ifPresent(hold -> headers.put("x-amz-object-lock-legal-hold", hold.text()));
    if (!attributes.tags().isEmpty()
        && authorizer.allows(
            request, VersionNeeds.readTags(get.bucket(), get.key(), get.version()))) {
      headers.put("x-amz-tagging-count", Integer.toString(attributes.tags().count()));
    }
    return headers;
  }

  private boolean mayKnow(S3Request<?> request, GetObject get, Action action) {
    return authorizer.allows(request, Need.of(action, get.bucket(), get.key(), get.version()));
  }
}
