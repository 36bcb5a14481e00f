package io.horizonpush.iroh.store;

import io.horizonpush.iroh.index.AskedTable.Asked;
import io.horizonpush.iroh.index.AskedTable.Subject;
import io.horizonpush.iroh.index.BlobUseTable;
import io.horizonpush.iroh.index.BlobUseTable.Used;
import io.horizonpush.iroh.index.BucketTable.BucketRow;
import io.horizonpush.iroh.index.Index;
import io.horizonpush.iroh.index.Tables;
import io.horizonpush.iroh.index.UploadTable.UploadRow;
import io.horizonpush.iroh.net.NodeId;
import io.horizonpush.s3.model.BucketId;
import io.horizonpush.s3.model.Durability;
import io.horizonpush.s3.model.ObjectBody;
import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.model.VersionId;
import io.horizonpush.s3.store.Change;
import io.horizonpush.s3.store.Change.Draft;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * What this node asked the homes of buckets and does not know the end of: as long as that is so the
 * blobs of what it asked for are kept, and belong to the bucket. Thread-safe; blocks its (virtual)
 * thread.
 */
public final class HomeRequests {

  private final Index index;
  private final Buckets buckets;
  private final HeldBlobs held;
  private final UseCounter uses;

  HomeRequests(Index index, Buckets buckets, HeldBlobs held, UseCounter uses) {
    this.index = index;
    this.buckets = buckets;
    this.held = held;
    this.uses = uses;
  }

  /**
   * Something that was asked.
   *
   * @param request its id, 32 hexadecimal digits
   * @param bucket that it is about
   */
  public record Open(String request, BucketId bucket, NodeId home) {}

  /**
   * Notes, durably, that a home is asked for a change, before it is.
   *
   * @throws S3Exception {@code NoSuchUpload}, {@code OperationAborted} when the upload is another
   *     by now
   */
  public void begin(String request, NodeId home, Change change) {
    BucketRow bucket = buckets.require(change.bucket());
    List<Used> blobs = blobs(change.draft());
    if (blobs.isEmpty() && !(change.draft() instanceof Draft.Complete)) {
      return;
    }
    index.write(
        Durability.STRICT,
        tables -> {
          tables.buckets().require(change.bucket());
          if (change.draft() instanceof Draft.Complete complete) {
            UploadRow upload =
                tables.uploads().require(bucket.id(), change.key(), complete.upload());
            requireRevision(upload, complete);
          }
          Asked asked =
              new Asked(request, bucket.id(), home, index.wall().instant(), subject(change), blobs);
          tables.asked().put(asked);
          return asked;
        });
    if (blobs.size() > BlobUseTable.STEP) {
      uses.run(); // Until they are counted, nobody may have them.
    }
  }

  private static void requireRevision(UploadRow upload, Draft.Complete complete) {
    if (upload.revision() != complete.revision()) {
      throw new S3Exception(
          S3ErrorCode.OPERATION_ABORTED,
          "A conflicting conditional operation is currently in progress against this resource. Try"
              + " again.");
    }
  }

  private static Subject subject(Change change) {
    return switch (change.draft()) {
      case Draft.Write write -> new Subject(change.key(), Optional.empty(), write.held());
      // What the upload got through the bucket, the bucket holds.
      case Draft.Complete complete ->
          new Subject(change.key(), Optional.of(complete.upload()), false);
      case Draft.Delete _,
          Draft.Set _,
          Draft.Retain _,
          Draft.Remove _,
          Draft.Resolve _,
          Draft.OfOrigin _ ->
          new Subject(change.key(), Optional.empty(), false);
    };
  }

  private static List<Used> blobs(Draft draft) {
    return switch (draft) {
      case Draft.Write write -> used(write.body());
      case Draft.Complete complete -> used(complete.body());
      case Draft.Delete _,
          Draft.Set _,
          Draft.Retain _,
          Draft.Remove _,
          Draft.Resolve _,
          Draft.OfOrigin _ ->
          List.of();
    };
  }

  private static List<Used> used(ObjectBody body) {
    return body.parts().stream().map(part -> new Used(part.blob(), part.blobLength())).toList();
  }

  /** Notes that nothing came of a request: what is here of it is used by nothing more. */
  public void end(String request) {
    end(request, (_, _) -> {});
  }

  /**
   * Notes that a request was done, and that what came of it is here. What an upload has become is
   * the answer to whoever completes it again.
   *
   * @param version that was made; nothing where none was to be
   */
  public void made(String request, Optional<VersionId> version) {
    end(
        request,
        (tables, asked) -> {
          Subject subject = asked.subject();
          subject
              .upload()
              .ifPresent(
                  upload -> {
                    tables.uploads().remove(asked.bucket(), subject.key(), upload);
                    version.ifPresent(
                        id ->
                            tables.versions().setUpload(asked.bucket(), subject.key(), id, upload));
                  });
        });
  }

  private void end(String request, BiConsumer<Tables, Asked> last) {
    if (index.read(tables -> tables.asked().find(request)).isEmpty()) {
      return;
    }
    Optional<Asked> ended =
        index.write(
            Durability.STRICT,
            tables -> {
              Optional<Asked> found = tables.asked().find(request);
              found.ifPresent(
                  asked -> {
                    tables.asked().remove(asked);
                    last.accept(tables, asked);
                  });
              return found;
            });
    ended.ifPresent(this::forget);
  }

  private void forget(Asked asked) {
    buckets
        .find(asked.bucket())
        .ifPresent(
            bucket -> held.forget(bucket.uid(), asked.blobs().stream().map(Used::hash).toList()));
  }

  /** What was asked before a time and is open still, at most so much. */
  public List<Open> askedBefore(Instant time, int limit) {
    return index.read(
        tables ->
            tables.asked().before(time, limit).stream()
                .flatMap(
                    asked ->
                        tables.buckets().find(asked.bucket()).stream()
                            .map(row -> new Open(asked.request(), row.uid(), asked.home())))
                .toList());
  }

  /** Notes that a home was asked about a request again: others come first next time. */
  public void postpone(String request) {
    index.write(
        Durability.RELAXED,
        tables -> {
          tables.asked().touch(request, index.wall().instant());
          return request;
        });
  }
}
