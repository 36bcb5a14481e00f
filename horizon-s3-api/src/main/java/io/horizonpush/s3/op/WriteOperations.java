package io.horizonpush.s3.op;

import io.horizonpush.s3.filter.S3Request;
import io.horizonpush.s3.filter.S3Response;
import io.horizonpush.s3.model.Attribute;
import io.horizonpush.s3.model.Bucket;
import io.horizonpush.s3.model.Checksum;
import io.horizonpush.s3.model.ObjectVersion;
import io.horizonpush.s3.request.ObjectInput.PutObject;
import io.horizonpush.s3.store.Change;
import io.horizonpush.s3.store.Change.Draft;
import io.horizonpush.s3.store.Change.Expectation;
import io.horizonpush.s3.store.NewObject;
import io.horizonpush.s3.store.ObjectStore;
import io.horizonpush.s3.store.StagedBody;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Stores objects. Thread-safe. */
final class WriteOperations {

  private final ObjectStore store;
  private final NewAttributes attributes;

  WriteOperations(ObjectStore store, NewAttributes attributes) {
    this.store = store;
    this.attributes = attributes;
  }

  /**
   * PutObject. Conditions are looked at before the body is asked for, and decided when the write
   * commits.
   */
  S3Response put(S3Request<?> request, PutObject put) {
    Bucket bucket = request.buckets().required();
    List<Attribute> made = attributes.of(request.principal(), bucket, put.attributes());
    request.body().length().ifPresent(HashingReader::checkSize);
    if (!put.conditions().isEmpty()) {
      store.foresee(bucket, put.key(), put.conditions());
    }
    HashingReader reader = HashingReader.of(request.body());
    try (StagedBody staged = store.stage(bucket, reader)) {
      List<Checksum> checksums = ObjectAnswers.checksums(request.body(), reader);
      NewObject object = new NewObject(reader.etag(), put.metadata(), made, checksums, 0);
      Optional<ObjectVersion> stored =
          store.change(
              new Change(
                  bucket.id(),
                  put.key(),
                  new Expectation.OfWrite(put.conditions()),
                  Draft.Write.of(object, staged)));
      Map<String, String> headers = new LinkedHashMap<>();
      headers.put("etag", object.etag().quoted());
      headers.putAll(ObjectAnswers.checksums(checksums));
      stored.ifPresent(each -> headers.putAll(VersionAnswers.written(each)));
      return ObjectAnswers.empty(200, headers);
    }
  }
}
