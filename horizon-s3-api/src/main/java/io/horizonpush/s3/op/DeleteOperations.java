package io.horizonpush.s3.op;

import io.horizonpush.s3.access.Action;
import io.horizonpush.s3.access.Authorizer;
import io.horizonpush.s3.access.Need;
import io.horizonpush.s3.filter.S3Request;
import io.horizonpush.s3.filter.S3Response;
import io.horizonpush.s3.model.Bucket;
import io.horizonpush.s3.model.ObjectKey;
import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.parse.ConditionValues;
import io.horizonpush.s3.request.DeleteConditions;
import io.horizonpush.s3.request.ObjectInput.DeleteObject;
import io.horizonpush.s3.store.Change;
import io.horizonpush.s3.store.Change.Draft;
import io.horizonpush.s3.store.Change.Expectation;
import io.horizonpush.s3.store.Records;
import io.horizonpush.s3.xml.XmlElement;
import io.horizonpush.s3.xml.XmlParser;
import io.horizonpush.s3.xml.XmlWriter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Deletes objects, one or many. Thread-safe. */
final class DeleteOperations {

  private static final Logger log = LoggerFactory.getLogger(DeleteOperations.class);

  private static final int MAX_KEYS = 1000;

  private final Records store;
  private final Authorizer authorizer;

  DeleteOperations(Records store, Authorizer authorizer) {
    this.store = store;
    this.authorizer = authorizer;
  }

  /** DeleteObject: 204 whether or not the object existed. */
  S3Response delete(S3Request<?> request, DeleteObject delete) {
    delete(request.buckets().required(), delete.key(), delete.conditions());
    return ObjectAnswers.empty(204, Map.of());
  }

  private void delete(Bucket bucket, ObjectKey key, DeleteConditions conditions) {
    store.change(
        new Change(bucket.id(), key, new Expectation.OfDelete(conditions), new Draft.Delete()));
  }

  /** DeleteObjects: every key gets an answer of its own inside one document. */
  S3Response deleteAll(S3Request<?> request) {
    Bucket bucket = request.buckets().required();
    XmlElement root =
        XmlParser.parse(request.body())
            .filter(each -> each.name().equals("Delete"))
            .orElseThrow(XmlParser::malformed);
    List<XmlElement> objects = root.children("Object").toList();
    if (objects.isEmpty() || objects.size() > MAX_KEYS) {
      throw XmlParser.malformed();
    }
    boolean quiet = root.text("Quiet").filter("true"::equalsIgnoreCase).isPresent();
    XmlWriter xml = XmlWriter.document("DeleteResult");
    for (Outcome outcome : deleteTogether(request, bucket, objects)) {
      outcome.write(xml, quiet);
    }
    return xml.respond(200, "DeleteResult");
  }

  /** Deletes at once, so that all of them share a few waits for the disk. */
  private List<Outcome> deleteTogether(
      S3Request<?> request, Bucket bucket, List<XmlElement> objects) {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<CompletableFuture<Outcome>> outcomes =
          objects.stream()
              .map(
                  object ->
                      CompletableFuture.supplyAsync(
                          () -> deleteOne(request, bucket, object), threads))
              .toList();
      return outcomes.stream().map(CompletableFuture::join).toList();
    }
  }

  private Outcome deleteOne(S3Request<?> request, Bucket bucket, XmlElement object) {
    String key = object.text("Key").orElse("");
    try {
      if (object.text("VersionId").filter(id -> !id.isEmpty() && !id.equals("null")).isPresent()) {
        throw new S3Exception(S3ErrorCode.NOT_IMPLEMENTED, "Object versions are not implemented.");
      }
      DeleteConditions conditions =
          ConditionValues.ofDeletion(
              object.text("ETag"), object.text("LastModifiedTime"), object.text("Size"));
      ObjectKey named = new ObjectKey(key);
      authorizer.require(request, Need.of(Action.DELETE_OBJECT, bucket.name(), named));
      delete(bucket, named, conditions);
      return new Outcome(key, Optional.empty());
    } catch (S3Exception e) {
      return new Outcome(key, Optional.of(e));
    } catch (RuntimeException e) {
      log.error("Deleting one of many objects failed", e);
      return new Outcome(key, Optional.of(S3Exception.internalError(e)));
    }
  }

  private record Outcome(String key, Optional<S3Exception> error) {

    void write(XmlWriter xml, boolean quiet) {
      if (error.isPresent()) {
        xml.open("Error")
            .element("Key", key)
            .element("Code", error.get().code().code())
            .element("Message", error.get().getMessage())
            .close("Error");
      } else if (!quiet) {
        xml.open("Deleted").element("Key", key).close("Deleted");
      }
    }
  }
}
