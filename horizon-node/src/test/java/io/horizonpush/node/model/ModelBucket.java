package io.horizonpush.node.model;

import io.horizonpush.s3.model.ObjectKey;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/** A bucket. Confined to one thread. */
final class ModelBucket {

  /** What can be set for a bucket, as the parameter that names it. */
  enum Setting {
    POLICY,
    CORS,
    TAGGING
  }

  final NavigableMap<ObjectKey, ModelObject> objects = new TreeMap<>();
  final List<ModelUpload> uploads = new ArrayList<>();
  final TreeMap<Setting, String> settings = new TreeMap<>();

  ModelBucket copy() {
    ModelBucket copy = new ModelBucket();
    copy.objects.putAll(objects);
    copy.uploads.addAll(uploads);
    copy.settings.putAll(settings);
    return copy;
  }

  Optional<ModelObject> find(String key) {
    return Optional.ofNullable(objects.get(new ObjectKey(key)));
  }

  List<String> keys() {
    return objects.keySet().stream().map(ObjectKey::value).toList();
  }

  /**
   * The upload of an id.
   *
   * @throws Failure {@code NoSuchUpload}
   */
  ModelUpload upload(String key, String id) {
    return uploads.stream()
        .filter(upload -> upload.id().equals(id) && upload.key().equals(key))
        .findFirst()
        .orElseThrow(() -> new Failure(404, "NoSuchUpload"));
  }

  /** Puts a new state of an upload in the place of the old one, or of nothing. */
  void replace(ModelUpload old, ModelUpload changed) {
    uploads.set(uploads.indexOf(old), changed);
  }

  /** The uploads as they are listed: by key, and those of a key by age. */
  List<ModelUpload> listedUploads() {
    return uploads.stream()
        .sorted(Comparator.comparing(upload -> new ObjectKey(upload.key())))
        .toList();
  }
}
