package io.horizonpush.s3.op;

import io.horizonpush.s3.filter.S3Request;
import io.horizonpush.s3.filter.S3Response;
import io.horizonpush.s3.model.Tags;
import io.horizonpush.s3.request.ObjectInput.DeleteObjectTagging;
import io.horizonpush.s3.request.ObjectInput.GetObjectTagging;
import io.horizonpush.s3.request.ObjectInput.PutObjectTagging;
import io.horizonpush.s3.store.ObjectStore;
import io.horizonpush.s3.xml.XmlParser;
import io.horizonpush.s3.xml.XmlWriter;
import java.util.Map;

/** Shows and replaces the tags of objects. Thread-safe. */
final class TaggingOperations {

  private final ObjectStore store;

  TaggingOperations(ObjectStore store) {
    this.store = store;
  }

  S3Response get(GetObjectTagging get) {
    Tags tags = ObjectAnswers.require(store, get.bucket(), get.key()).attributes().tags();
    return XmlWriter.response(200, TaggingDocument.write(tags));
  }

  S3Response put(S3Request<?> request, PutObjectTagging put) {
    Tags tags =
        TaggingDocument.read(
            XmlParser.parse(request.body()).orElseThrow(XmlParser::malformed), Tags.Carrier.OBJECT);
    store.changeAttributes(put.bucket(), put.key(), old -> old.withTags(tags));
    return ObjectAnswers.empty(200, Map.of());
  }

  S3Response delete(DeleteObjectTagging delete) {
    store.changeAttributes(delete.bucket(), delete.key(), old -> old.withTags(Tags.NONE));
    return ObjectAnswers.empty(204, Map.of());
  }
}
