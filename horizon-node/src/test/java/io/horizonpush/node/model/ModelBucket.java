package io.horizonpush.node.model;

import io.horizonpush.node.model.ModelRetention.ModelDefault;
import io.horizonpush.s3.model.ObjectKey;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/** A bucket. Confined to one thread. */
final class ModelBucket {

  static final String ENABLED = "Enabled";
  static final String SUSPENDED = "Suspended";

  private static final Pattern ID = Pattern.compile("[0-9a-f]{32}");

  /** What can be set for a bucket, as the parameter that names it. */
  enum Setting {
    POLICY,
    CORS,
    TAGGING
  }

  /** The versions of each key that has any, the newest first. */
  final NavigableMap<ObjectKey, List<ModelVersion>> versions = new TreeMap<>();

  final List<ModelUpload> uploads = new ArrayList<>();
  final TreeMap<Setting, String> settings = new TreeMap<>();

  /** Every id that was ever given here. */
  private final Set<String> given = new HashSet<>();

  private String versioning = "";
  private boolean locks;
  private Optional<ModelDefault> retention = Optional.empty();

  ModelBucket copy() {
    ModelBucket copy = new ModelBucket();
    copy.versions.putAll(versions);
    copy.uploads.addAll(uploads);
    copy.settings.putAll(settings);
    copy.given.addAll(given);
    copy.versioning = versioning;
    copy.locks = locks;
    copy.retention = retention;
    return copy;
  }

  /** Whether it keeps versions: {@code Enabled}, {@code Suspended}, or nothing if it never did. */
  String versioning() {
    return versioning;
  }

  void setVersioning(String status) {
    if (locks && !status.equals(ENABLED)) {
      throw new Failure(409, "InvalidBucketState");
    }
    versioning = status;
  }

  boolean hasLocks() {
    return locks;
  }

  Optional<ModelDefault> defaultRetention() {
    return retention;
  }

  /** Lets versions be locked, now and for ever. */
  void setLocks(Optional<ModelDefault> asked) {
    if (!versioning.equals(ENABLED)) {
      throw new Failure(409, "InvalidBucketState");
    }
    locks = true;
    retention = asked;
  }

  /** Makes it one whose versions can be locked from its beginning. */
  void beginWithLocks() {
    versioning = ENABLED;
    locks = true;
  }

  List<ModelVersion> of(String key) {
    return versions.getOrDefault(new ObjectKey(key), List.of());
  }

  /** The object that a request for a key means. */
  Optional<ModelObject> find(String key) {
    return current(key).flatMap(ModelVersion::object);
  }

  Optional<ModelVersion> current(String key) {
    return of(key).stream().findFirst();
  }

  /** Refuses a name that no version can have. */
  static void checkName(String name) {
    if (!name.equals(ModelVersion.NULL) && !ID.matcher(name).matches()) {
      throw new Failure(400, "InvalidArgument");
    }
  }

  Optional<ModelVersion> named(String key, String name) {
    checkName(name);
    return of(key).stream().filter(each -> each.name().equals(name)).findFirst();
  }

  /**
   * A version with an object.
   *
   * @param name of the version; nothing for the current one
   */
  ModelVersion require(String key, String name) {
    Optional<ModelVersion> found = name.isEmpty() ? current(key) : named(key, name);
    if (found.isEmpty()) {
      throw new Failure(404, name.isEmpty() ? "NoSuchKey" : "NoSuchVersion");
    }
    ModelVersion version = found.get();
    if (version.isMarker()) {
      throw name.isEmpty()
          ? Failure.marker(404, "NoSuchKey", version.name())
          : Failure.marker(405, "MethodNotAllowed", version.name());
    }
    return version;
  }

  private Optional<ModelVersion> lookUp(String key, String name) {
    return name.isEmpty() ? current(key) : named(key, name);
  }

  ModelObject object(String key, String name) {
    return require(key, name).object().orElseThrow();
  }

  /** What an answer says of a version's name: nothing where there never were versions. */
  String label(ModelVersion version) {
    return "version " + (versioning.isEmpty() ? "" : version.name());
  }

  /** What an answer says of the name of a version that was just written: nothing of a null one. */
  static String labelOfWritten(ModelVersion version) {
    return "version " + (version.isNull() ? "" : version.name());
  }

  /** Writes an object, or a delete marker, on top of a key. */
  ModelVersion write(String key, Optional<ModelObject> object, Answer answer) {
    if (object.filter(each -> !each.details().lock().isNone()).isPresent() && !locks) {
      throw Failure.noLocks();
    }
    boolean keeps = versioning.equals(ENABLED);
    ModelVersion made =
        new ModelVersion(
            keeps ? fresh(answer.version()) : ModelVersion.NULL,
            object.map(each -> withDefault(each, answer)));
    List<ModelVersion> all = new ArrayList<>(List.of(made));
    of(key).stream().filter(each -> keeps || !each.isNull()).forEach(all::add);
    versions.put(new ObjectKey(key), List.copyOf(all));
    return made;
  }

  private ModelObject withDefault(ModelObject object, Answer answer) {
    ModelLock lock = object.details().lock();
    return lock.retention().isPresent() || retention.isEmpty()
        ? object
        : object.with(
            object
                .details()
                .withLock(
                    lock.withRetention(retention.map(each -> ModelRetention.from(each, answer)))));
  }

  private String fresh(String id) {
    return ID.matcher(id).matches() && given.add(id) ? id : "not the new id " + id;
  }

  /** Changes what a version has besides its bytes. */
  ModelVersion change(String key, String name, UnaryOperator<ModelDetails> change) {
    Optional<ModelVersion> found = lookUp(key, name);
    if (found.filter(ModelVersion::isMarker).isPresent()) {
      throw new Failure(405, "MethodNotAllowed");
    }
    ModelVersion old = require(key, name);
    ModelVersion changed =
        new ModelVersion(
            old.name(), old.object().map(each -> each.with(change.apply(each.details()))));
    List<ModelVersion> all = new ArrayList<>(of(key));
    all.set(all.indexOf(old), changed);
    versions.put(new ObjectKey(key), List.copyOf(all));
    return changed;
  }

  /** Removes a version, if its lock lets it go. */
  void remove(String key, ModelVersion version, boolean bypass, Answer answer) {
    if (version.object().filter(each -> each.details().lock().keeps(bypass, answer)).isPresent()) {
      throw Failure.locked();
    }
    List<ModelVersion> left = of(key).stream().filter(each -> !each.equals(version)).toList();
    if (left.isEmpty()) {
      versions.remove(new ObjectKey(key));
    } else {
      versions.put(new ObjectKey(key), left);
    }
  }

  /** The keys that have an object. */
  List<String> keys() {
    return allKeys().stream().filter(key -> find(key).isPresent()).toList();
  }

  /** The keys that have a version. */
  List<String> allKeys() {
    return versions.keySet().stream().map(ObjectKey::value).toList();
  }

  /** The number of versions. */
  int size() {
    return versions.values().stream().mapToInt(List::size).sum();
  }

  /** Whether the node has given this id. */
  boolean knows(String id) {
    return given.contains(id);
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
