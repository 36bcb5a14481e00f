package io.horizonpush.s3.op;

import io.horizonpush.s3.filter.S3Request;
import io.horizonpush.s3.filter.S3Response;
import io.horizonpush.s3.model.Bucket;
import io.horizonpush.s3.model.ObjectKey;
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
    Tags tags =
        ObjectAnswers.require(records, request.buckets().required(), get.key()).attributes().tags();
    return XmlWriter.response(200, TaggingDocument.write(tags));
  }

  S3Response put(S3Request<?> request, PutObjectTagging put) {
    Tags tags =
        TaggingDocument.read(
            XmlParser.parse(request.body()).orElseThrow(XmlParser::malformed), Tags.Carrier.OBJECT);
    set(request.buckets().required(), put.key(), tags);
    return ObjectAnswers.empty(200, Map.of());
  }

  S3Response delete(S3Request<?> request, DeleteObjectTagging delete) {
    set(request.buckets().required(), delete.key(), Tags.NONE);
    return ObjectAnswers.empty(204, Map.of());
  }

  private void set(Bucket bucket, ObjectKey key, Tags tags) {
    records.change(
        new Change(
            bucket.id(), key, new Expectation.Anything(), new Draft.Set(Optional.empty(), tags)));
  }
}
