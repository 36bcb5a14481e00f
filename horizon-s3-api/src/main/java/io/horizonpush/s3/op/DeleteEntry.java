package io.horizonpush.s3.op;

import io.horizonpush.s3.model.Bucket;
import io.horizonpush.s3.model.BucketName;
import io.horizonpush.s3.model.ObjectKey;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.model.VersionName;
import io.horizonpush.s3.parse.ConditionValues;
import io.horizonpush.s3.request.ObjectInput.DeleteObject;
import io.horizonpush.s3.xml.XmlElement;
import java.util.Optional;

/**
 * One of the objects that a DeleteObjects names, not yet understood.
 *
 * @param key as it was sent, for the answer
 * @param versionId likewise
 */
record DeleteEntry(
    String key, Optional<String> versionId, XmlElement object, BucketName bucket, boolean bypass) {

  static DeleteEntry of(XmlElement object, Bucket bucket, boolean bypass) {
    return new DeleteEntry(
        object.text("Key").orElse(""),
        object.text("VersionId").filter(id -> !id.isEmpty()),
        object,
        bucket.name(),
        bypass);
  }

  /**
   * The deletion that it asks for.
   *
   * @throws S3Exception {@code InvalidArgument} and what else is wrong with it
   */
  DeleteObject parse() {
    return new DeleteObject(
        bucket,
        new ObjectKey(key),
        versionId.map(VersionName::parse),
        bypass,
        ConditionValues.ofDeletion(
            object.text("ETag"), object.text("LastModifiedTime"), object.text("Size")));
  }
}
