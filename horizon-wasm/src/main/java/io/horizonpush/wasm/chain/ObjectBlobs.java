package io.horizonpush.wasm.chain;

import io.horizonpush.s3.filter.FilteredRequest;
import io.horizonpush.s3.filter.Outcome;
import io.horizonpush.s3.filter.S3Response;
import io.horizonpush.s3.model.Bucket;
import io.horizonpush.s3.model.ObjectBody;
import io.horizonpush.s3.model.StoredVersion;
import io.horizonpush.s3.request.EntityTags;
import io.horizonpush.s3.request.ObjectInput.GetObject;
import io.horizonpush.s3.store.Lookup;
import io.horizonpush.s3.store.Records;
import io.horizonpush.wasm.host.RequestView.ObjectBlob;
import java.util.List;
import java.util.Optional;

/** Which blob the object of an answer is, for plugins that may read blobs. Stateless. */
final class ObjectBlobs {

  private ObjectBlobs() {}

  /** Shows it to those who may see it. Looks the object up only if there are such. */
  static void show(
      List<Participant> behind,
      FilteredRequest passed,
      Outcome outcome,
      Records records,
      RequestState state) {
    if (behind.stream().anyMatch(each -> each.entry().plan().grants().mayReadBlobs())
        && outcome instanceof Outcome.Answered(S3Response response)) {
      state.object(find(passed, response.headers().getOrDefault("etag", ""), records));
    }
  }

  /** The blob of the object that is read, if it has this tag. */
  static Optional<ObjectBlob> find(FilteredRequest passed, String etag, Records records) {
    Optional<Bucket> bucket = passed.bucket();
    if (bucket.isEmpty() || !RequestSide.isRead(passed.input())) {
      return Optional.empty();
    }
    GetObject get = ObjectSource.read(passed.input());
    Lookup found =
        get.version().isPresent()
            ? records.find(bucket.get(), get.key(), get.version().get())
            : records.find(bucket.get(), get.key());
    return found
        .present()
        .filter(version -> version.etag().equals(EntityTags.parseTag(etag)))
        .flatMap(ObjectBlobs::blob);
  }

  private static Optional<ObjectBlob> blob(StoredVersion version) {
    if (!(version.body() instanceof ObjectBody.Blobs blobs) || blobs.parts().size() != 1) {
      return Optional.empty();
    }
    ObjectBody.Part part = blobs.parts().getFirst();
    return Optional.of(new ObjectBlob(part.blob(), part.length()));
  }
}
