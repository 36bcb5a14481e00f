package io.horizonpush.s3.op;

import io.horizonpush.s3.filter.S3Request;
import io.horizonpush.s3.filter.S3Response;
import io.horizonpush.s3.model.Bucket;
import io.horizonpush.s3.model.ObjectKey;
import io.horizonpush.s3.model.ObjectVersion;
import io.horizonpush.s3.model.StoredVersion;
import io.horizonpush.s3.model.Tags;
import io.horizonpush.s3.request.ObjectInput.DeleteObjectTagging;
import io.horizonpush.s3.request.ObjectInput.GetObjectTagging;
import io.horizonpush.s3.request.ObjectInput.PutObjectTagging;
import io.horizonpush.s3.store.Change;
import io.horizonpush.s3.store.Change.Draft;
import io.horizonpush.s3.store.Change.Expectation;
import io.horizonpush.s3.store.Records;
import io.horizonpush.s3.xml.XmlParser;
import io.horizonpush.s3.xml.XmlWriter;
import java.util.Map;
import java.util.Optional;

/** Shows and replaces the tags of objects. Thread-safe. */
final class TaggingOperations {

  private final Records records;

  TaggingOperations(Records records) {
    this.records = records;
  }

  S3Response get(S3Request<?> request, GetObjectTagging get) {
    Bucket bucket = request.buckets().required();
    StoredVersion object = records.require(bucket, get.key(), get.version());
    return VersionAnswers.named(
        XmlWriter.response(200, TaggingDocument.write(object.attributes().tags())), bucket, object);
  }

  S3Response put(S3Request<?> request, PutObjectTagging put) {
    Tags tags =
        TaggingDocument.read(
            XmlParser.parse(request.body()).orElseThrow(XmlParser::malformed), Tags.Carrier.OBJECT);
    return set(request, put.key(), new Draft.Set(put.version(), tags), 200);
  }

  S3Response delete(S3Request<?> request, DeleteObjectTagging delete) {
    return set(request, delete.key(), new Draft.Set(delete.version(), Tags.NONE), 204);
  }

  private S3Response set(S3Request<?> request, ObjectKey key, Draft.Set draft, int status) {
    Bucket bucket = request.buckets().required();
    Optional<ObjectVersion> changed =
        records.change(new Change(bucket.id(), key, new Expectation.Anything(), draft));
    return ObjectAnswers.empty(
        status, changed.map(each -> VersionAnswers.header(bucket, each)).orElse(Map.of()));
  }
}
