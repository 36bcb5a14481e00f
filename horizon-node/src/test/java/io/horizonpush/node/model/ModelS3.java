package io.horizonpush.node.model;

import io.horizonpush.s3.model.ObjectKey;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/**
 * S3 in memory, as simple as it can be: maps, and for every change a method that makes it or throws
 * a {@link Failure}. What it says is what a node must answer. Confined to one thread.
 */
final class ModelS3 {

  /** The smallest part but the last, in bytes. */
  static final int MIN_PART = 5 << 20;

  private final TreeMap<String, ModelBucket> buckets = new TreeMap<>();

  ModelS3 copy() {
    ModelS3 copy = new ModelS3();
    buckets.forEach((name, bucket) -> copy.buckets.put(name, bucket.copy()));
    return copy;
  }

  /** The names of all buckets, in order. */
  List<String> bucketNames() {
    return List.copyOf(buckets.keySet());
  }

  Optional<ModelBucket> findBucket(String name) {
    return Optional.ofNullable(buckets.get(name));
  }

  ModelBucket bucket(String name) {
    return findBucket(name).orElseThrow(() -> new Failure(404, "NoSuchBucket"));
  }

  /** The object of a version, or of the current one where no version is named. */
  ModelObject object(String bucket, String key, String version) {
    return bucket(bucket).object(key, version);
  }

  /** Whether the node has given this id in a bucket that is there. */
  boolean knows(String bucket, String id) {
    return findBucket(bucket).filter(each -> each.knows(id)).isPresent();
  }

  /** Makes a bucket; one that is there stays as it is, and must be what is asked for. */
  void createBucket(String name, boolean locks) {
    Optional<ModelBucket> there = findBucket(name);
    if (there.isEmpty()) {
      ModelBucket made = new ModelBucket();
      if (locks) {
        made.beginWithLocks();
      }
      buckets.put(name, made);
    } else if (locks && !there.get().hasLocks()) {
      throw new Failure(409, "BucketAlreadyOwnedByYou");
    }
  }

  void deleteBucket(String name) {
    if (!bucket(name).versions.isEmpty()) {
      throw new Failure(409, "BucketNotEmpty");
    }
    buckets.remove(name);
  }

  ModelVersion put(
      String bucket, String key, ModelObject object, ModelConditions conditions, Answer answer) {
    conditions.write(bucket(bucket).find(key));
    return bucket(bucket).write(key, Optional.of(object), answer);
  }

  /** Deletes a key; what is there instead, where versions are kept. */
  Optional<ModelVersion> delete(
      String bucket, String key, ModelConditions conditions, Answer answer) {
    ModelBucket in = bucket(bucket);
    conditions.delete(in.current(key));
    if (in.versioning().isEmpty()) {
      in.versions.remove(new ObjectKey(key));
      return Optional.empty();
    }
    if (!conditions.equals(ModelConditions.NONE) && in.current(key).isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(in.write(key, Optional.empty(), answer));
  }

  /** Removes a version; what it was, if it was there. */
  Optional<ModelVersion> remove(Removal asked, Answer answer) {
    ModelBucket in = bucket(asked.bucket());
    Optional<ModelVersion> found = in.named(asked.key(), asked.version());
    asked.conditions().delete(found);
    found.ifPresent(version -> in.remove(asked.key(), version, asked.bypass(), answer));
    return found;
  }

  /** What is asked for when one version is to go. */
  record Removal(
      String bucket, String key, String version, ModelConditions conditions, boolean bypass) {}

  ModelVersion change(
      String bucket, String key, String version, UnaryOperator<ModelDetails> change) {
    return bucket(bucket).change(key, version, change);
  }

  /**
   * Copies an object. The copy of one made of parts keeps them.
   *
   * @param details what the copy gets, of its source's
   */
  ModelVersion copy(
      ModelSource source,
      String bucket,
      String key,
      UnaryOperator<ModelDetails> details,
      ModelConditions conditions,
      Answer answer) {
    ModelBucket target = bucket(bucket);
    ModelObject from = source(source);
    ModelObject made =
        new ModelObject(from.body(), from.etag(), details.apply(from.details()), from.parts(), "");
    conditions.write(target.find(key));
    return target.write(key, Optional.of(made), answer);
  }

  /**
   * What a copy reads.
   *
   * @param version nothing for the current one
   */
  record ModelSource(String bucket, String key, String version, ModelConditions conditions) {}

  /** The object a copy reads, if its conditions hold. */
  ModelObject source(ModelSource source) {
    return object(sourceVersion(source));
  }

  /** The version a copy reads, if its conditions hold. */
  ModelVersion sourceVersion(ModelSource source) {
    ModelBucket in = bucket(source.bucket());
    if (!source.version().isEmpty()
        && in.named(source.key(), source.version()).filter(ModelVersion::isMarker).isPresent()) {
      throw new Failure(400, "InvalidRequest");
    }
    ModelVersion from = in.require(source.key(), source.version());
    if (source.conditions().read(object(from)) != 200) {
      throw new Failure(412, "PreconditionFailed");
    }
    return from;
  }

  private static ModelObject object(ModelVersion version) {
    return version.object().orElseThrow();
  }

  void createUpload(String bucket, ModelUpload upload) {
    if (!upload.details().lock().isNone() && !bucket(bucket).hasLocks()) {
      throw Failure.noLocks();
    }
    bucket(bucket).uploads.add(upload);
  }

  void putPart(String bucket, String key, String id, ModelPart part) {
    ModelUpload upload = bucket(bucket).upload(key, id);
    bucket(bucket).replace(upload, upload.with(part));
  }

  void abort(String bucket, String key, String id) {
    ModelBucket in = bucket(bucket);
    in.uploads.remove(in.upload(key, id));
  }

  /**
   * Makes an object of an upload. Completing again gives the same answer while the object is still
   * the one that was made.
   *
   * @param listed the parts, each with the tag that the client names
   */
  ModelVersion complete(
      String bucket,
      String key,
      String id,
      List<ModelListed> listed,
      ModelConditions conditions,
      Answer answer) {
    for (int i = 1; i < listed.size(); i++) {
      if (listed.get(i - 1).number() >= listed.get(i).number()) {
        throw new Failure(400, "InvalidPartOrder");
      }
    }
    ModelBucket in = bucket(bucket);
    Optional<ModelObject> current = in.find(key);
    if (current.filter(object -> object.upload().equals(id)).isPresent()) {
      return in.of(key).getFirst();
    }
    ModelUpload upload = in.upload(key, id);
    List<ModelPart> parts = listed.stream().map(each -> chosen(upload, each)).toList();
    if (parts.subList(0, parts.size() - 1).stream().anyMatch(part -> part.size() < MIN_PART)) {
      throw new Failure(400, "EntityTooSmall");
    }
    conditions.write(current);
    ModelObject made = new ModelObject(together(parts), tag(parts), upload.details(), parts, id);
    ModelVersion version = in.write(key, Optional.of(made), answer);
    in.uploads.remove(upload);
    return version;
  }

  /** A part as the client lists it. */
  record ModelListed(int number, String etag) {}

  private static ModelPart chosen(ModelUpload upload, ModelListed listed) {
    return Optional.ofNullable(upload.parts().get(listed.number()))
        .filter(part -> part.etag().equals(listed.etag()))
        .orElseThrow(() -> new Failure(400, "InvalidPart"));
  }

  private static ModelBody together(List<ModelPart> parts) {
    List<byte[]> pieces = new ArrayList<>();
    parts.forEach(part -> pieces.addAll(part.body().pieces()));
    return new ModelBody(pieces);
  }

  private static String tag(List<ModelPart> parts) {
    List<byte[]> tags = parts.stream().map(part -> HexFormat.of().parseHex(part.etag())).toList();
    return new ModelBody(tags).md5() + "-" + parts.size();
  }
}
