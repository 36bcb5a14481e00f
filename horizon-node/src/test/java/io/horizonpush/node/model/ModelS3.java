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

  ModelObject object(String bucket, String key) {
    return bucket(bucket).find(key).orElseThrow(() -> new Failure(404, "NoSuchKey"));
  }

  /** Makes a bucket; one that is there stays as it is. */
  void createBucket(String name) {
    buckets.putIfAbsent(name, new ModelBucket());
  }

  void deleteBucket(String name) {
    if (!bucket(name).objects.isEmpty()) {
      throw new Failure(409, "BucketNotEmpty");
    }
    buckets.remove(name);
  }

  ModelObject put(String bucket, String key, ModelObject object, ModelConditions conditions) {
    conditions.write(bucket(bucket).find(key));
    bucket(bucket).objects.put(new ObjectKey(key), object);
    return object;
  }

  void delete(String bucket, String key, ModelConditions conditions) {
    conditions.delete(bucket(bucket).find(key));
    bucket(bucket).objects.remove(new ObjectKey(key));
  }

  void change(String bucket, String key, UnaryOperator<ModelDetails> change) {
    ModelObject object = object(bucket, key);
    bucket(bucket).objects.put(new ObjectKey(key), object.with(change.apply(object.details())));
  }

  /**
   * Copies an object. The copy of one made of parts keeps them.
   *
   * @param details what the copy gets, of its source's
   */
  ModelObject copy(
      ModelSource source,
      String bucket,
      String key,
      UnaryOperator<ModelDetails> details,
      ModelConditions conditions) {
    ModelBucket target = bucket(bucket);
    ModelObject from = source(source);
    ModelObject made =
        new ModelObject(from.body(), from.etag(), details.apply(from.details()), from.parts(), "");
    conditions.write(target.find(key));
    target.objects.put(new ObjectKey(key), made);
    return made;
  }

  /** What a copy reads. */
  record ModelSource(String bucket, String key, ModelConditions conditions) {}

  /** The object a copy reads, if its conditions hold. */
  ModelObject source(ModelSource source) {
    ModelObject from = object(source.bucket(), source.key());
    if (source.conditions().read(from) != 200) {
      throw new Failure(412, "PreconditionFailed");
    }
    return from;
  }

  void createUpload(String bucket, ModelUpload upload) {
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
  ModelObject complete(
      String bucket, String key, String id, List<ModelListed> listed, ModelConditions conditions) {
    for (int i = 1; i < listed.size(); i++) {
      if (listed.get(i - 1).number() >= listed.get(i).number()) {
        throw new Failure(400, "InvalidPartOrder");
      }
    }
    ModelBucket in = bucket(bucket);
    Optional<ModelObject> current = in.find(key);
    if (current.filter(object -> object.upload().equals(id)).isPresent()) {
      return current.get();
    }
    ModelUpload upload = in.upload(key, id);
    List<ModelPart> parts = listed.stream().map(each -> chosen(upload, each)).toList();
    if (parts.subList(0, parts.size() - 1).stream().anyMatch(part -> part.size() < MIN_PART)) {
      throw new Failure(400, "EntityTooSmall");
    }
    conditions.write(current);
    ModelObject made = new ModelObject(together(parts), tag(parts), upload.details(), parts, id);
    in.objects.put(new ObjectKey(key), made);
    in.uploads.remove(upload);
    return made;
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
