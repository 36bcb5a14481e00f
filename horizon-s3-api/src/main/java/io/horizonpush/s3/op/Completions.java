package io.horizonpush.s3.op;

import io.horizonpush.s3.model.Bucket;
import io.horizonpush.s3.model.ObjectKey;
import io.horizonpush.s3.model.ObjectVersion;
import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.model.StoredVersion;
import io.horizonpush.s3.model.UploadId;
import io.horizonpush.s3.request.MultipartInput.CompleteMultipartUpload;
import io.horizonpush.s3.store.Change;
import io.horizonpush.s3.store.Change.Draft;
import io.horizonpush.s3.store.Change.Expectation;
import io.horizonpush.s3.store.MultipartStore;
import io.horizonpush.s3.store.MultipartStore.UploadContents;
import io.horizonpush.s3.store.ObjectStore;
import java.util.Optional;

/**
 * The completion of uploads: what an upload becomes is worked out beside the store and made only if
 * its parts are still the same. Thread-safe.
 */
final class Completions {

  /** How often parts may change between, before the client is told so. */
  private static final int ATTEMPTS = 5;

  private final ObjectStore objects;
  private final MultipartStore uploads;

  Completions(ObjectStore objects, MultipartStore uploads) {
    this.objects = objects;
    this.uploads = uploads;
  }

  /**
   * Makes an object of an upload. One that was made before, and is still there, is the answer
   * again.
   *
   * @throws S3Exception what {@code plan} throws when the client's list does not fit
   */
  StoredVersion complete(Bucket bucket, CompleteMultipartUpload complete, CompletionPlan plan) {
    for (int attempt = 1; ; attempt++) {
      try {
        UploadContents contents = uploads.contents(bucket, complete.key(), complete.upload());
        return make(bucket, complete, contents, plan);
      } catch (S3Exception e) {
        if (e.code() == S3ErrorCode.NO_SUCH_UPLOAD) {
          return earlier(bucket, complete.key(), complete.upload()).orElseThrow(() -> e);
        }
        if (e.code() != S3ErrorCode.OPERATION_ABORTED || attempt == ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  private StoredVersion make(
      Bucket bucket,
      CompleteMultipartUpload complete,
      UploadContents contents,
      CompletionPlan plan) {
    CompletionPlan.Completion completion = plan.apply(contents);
    return objects
        .change(
            new Change(
                bucket.id(),
                complete.key(),
                new Expectation.OfWrite(complete.conditions()),
                new Draft.Complete(
                    complete.upload(),
                    contents.revision(),
                    completion.object(),
                    completion.body())))
        .flatMap(ObjectVersion::stored)
        .orElseThrow();
  }

  private Optional<StoredVersion> earlier(Bucket bucket, ObjectKey key, UploadId upload) {
    return objects
        .find(bucket, key)
        .present()
        .filter(
            object ->
                objects
                    .local(bucket, key, object.id())
                    .filter(state -> state.upload().equals(Optional.of(upload)))
                    .isPresent());
  }
}
