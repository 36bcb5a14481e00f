package io.horizonpush.s3.op;

import io.horizonpush.s3.access.Authorizer;
import io.horizonpush.s3.access.VersionNeeds;
import io.horizonpush.s3.filter.S3Request;
import io.horizonpush.s3.filter.S3Response;
import io.horizonpush.s3.model.Bucket;
import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.model.VersionName;
import io.horizonpush.s3.request.ObjectInput.DeleteObject;
import io.horizonpush.s3.request.ObjectInput.DeleteObjects;
import io.horizonpush.s3.store.Records;
import io.horizonpush.s3.xml.XmlElement;
import io.horizonpush.s3.xml.XmlParser;
import io.horizonpush.s3.xml.XmlWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Deletes objects and versions, one or many. Thread-safe. */
final class DeleteOperations {

  private static final Logger log = LoggerFactory.getLogger(DeleteOperations.class);

  private static final int MAX_KEYS = 1000;

  private final Deletions deletions;
  private final Authorizer authorizer;

  DeleteOperations(Records store, Authorizer authorizer) {
    this.deletions = new Deletions(store);
    this.authorizer = authorizer;
  }

  /**
   * DeleteObject: 204 whether or not the object existed.
   *
   * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObject.html">AWS:
   *     DeleteObject</a>
   */
  S3Response delete(S3Request<?> request, DeleteObject delete) {
    Deletions.Outcome outcome = deletions.delete(request.buckets().required(), delete);
    Map<String, String> headers = new LinkedHashMap<>();
    outcome.version().ifPresent(name -> headers.put(VersionAnswers.ID, name.text()));
    if (outcome.marker()) {
      headers.put(VersionAnswers.DELETE_MARKER, "true");
    }
    return ObjectAnswers.empty(204, headers);
  }

  /** DeleteObjects: every key gets an answer of its own inside one document. */
  S3Response deleteAll(S3Request<?> request, DeleteObjects input) {
    Bucket bucket = request.buckets().required();
    requireDigest(request);
    XmlElement root =
        XmlParser.parse(request.body())
            .filter(each -> each.name().equals("Delete"))
            .orElseThrow(XmlParser::malformed);
    List<XmlElement> objects = root.children("Object").toList();
    if (objects.isEmpty() || objects.size() > MAX_KEYS) {
      throw XmlParser.malformed();
    }
    boolean quiet = root.text("Quiet").filter("true"::equalsIgnoreCase).isPresent();
    List<DeleteEntry> entries =
        objects.stream().map(object -> DeleteEntry.of(object, bucket, input.bypass())).toList();
    XmlWriter xml = XmlWriter.document("DeleteResult");
    for (Answer answer : deleteTogether(request, bucket, entries)) {
      answer.write(xml, quiet);
    }
    return xml.respond(200, "DeleteResult");
  }

  /**
   * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObjects.html">AWS:
   *     DeleteObjects, Content-MD5</a>
   */
  private static void requireDigest(S3Request<?> request) {
    if (request.head().header("content-md5").isEmpty() && !request.body().promisesChecksum()) {
      throw new S3Exception(
          S3ErrorCode.INVALID_REQUEST,
          "Missing required header for this request: Content-MD5 OR x-amz-checksum-*");
    }
  }

  /** Deletes at once, so that all of them share a few waits for the disk. */
  private List<Answer> deleteTogether(
      S3Request<?> request, Bucket bucket, List<DeleteEntry> entries) {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<CompletableFuture<Answer>> answers =
          entries.stream()
              .map(
                  entry ->
                      CompletableFuture.supplyAsync(
                          () -> deleteOne(request, bucket, entry), threads))
              .toList();
      return answers.stream().map(CompletableFuture::join).toList();
    } catch (CompletionException e) {
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      throw e;
    }
  }

  private Answer deleteOne(S3Request<?> request, Bucket bucket, DeleteEntry entry) {
    try {
      DeleteObject delete = entry.parse();
      VersionNeeds.delete(delete.bucket(), delete.key(), delete.version(), delete.bypass())
          .forEach(need -> authorizer.require(request, need));
      return new Answer.Deleted(entry, deletions.delete(bucket, delete));
    } catch (S3Exception e) {
      return new Answer.Failed(entry, e);
    } catch (RuntimeException | StackOverflowError e) {
      log.error("Deleting one of many objects failed", e);
      return new Answer.Failed(entry, S3Exception.internalError(e));
    }
  }

  /** What became of an entry. */
  private sealed interface Answer {

    void write(XmlWriter xml, boolean quiet);

    record Deleted(DeleteEntry entry, Deletions.Outcome outcome) implements Answer {
      @Override
      public void write(XmlWriter xml, boolean quiet) {
        if (quiet) {
          return;
        }
        xml.open("Deleted").element("Key", entry.key());
        entry.versionId().ifPresent(id -> xml.element("VersionId", id));
        Optional<String> marker =
            outcome.version().filter(_ -> outcome.marker()).map(VersionName::text);
        marker.ifPresent(
            id -> xml.element("DeleteMarker", true).element("DeleteMarkerVersionId", id));
        xml.close("Deleted");
      }
    }

    record Failed(DeleteEntry entry, S3Exception error) implements Answer {
      @Override
      public void write(XmlWriter xml, boolean quiet) {
        xml.open("Error").element("Key", entry.key());
        entry.versionId().ifPresent(id -> xml.element("VersionId", id));
        xml.element("Code", error.code().code())
            .element("Message", error.getMessage())
            .close("Error");
      }
    }
  }
}
