package io.horizonpush.wasm.abi;

import io.horizonpush.s3.model.BucketName;
import java.nio.charset.StandardCharsets;

/** Something that a plugin is told about. */
public sealed interface PluginEvent {

  /** In which bucket. */
  BucketName bucket();

  /** The key of the entry or object. */
  String key();

  /** An entry of the plugins' space was set. */
  record EntrySet(BucketName bucket, String key) implements PluginEvent {}

  /** An entry of the plugins' space was deleted. */
  record EntryDeleted(BucketName bucket, String key) implements PluginEvent {}

  /** An object, or a version of it, was created. */
  record ObjectCreated(BucketName bucket, String key, String version) implements PluginEvent {}

  /** An object, or a version of it, was removed. */
  record ObjectRemoved(BucketName bucket, String key, String version) implements PluginEvent {}

  /** The number of its kind, as plugins know it. */
  default int kind() {
    return switch (this) {
      case EntrySet _ -> 1;
      case EntryDeleted _ -> 2;
      case ObjectCreated _ -> 3;
      case ObjectRemoved _ -> 4;
    };
  }

  /** Its bytes, as plugins get them. */
  default byte[] bytes() {
    String text =
        switch (this) {
          case EntrySet(BucketName bucket, String key) -> bucket + "\0" + key;
          case EntryDeleted(BucketName bucket, String key) -> bucket + "\0" + key;
          case ObjectCreated(BucketName bucket, String key, String version) ->
              bucket + "\0" + key + "\0" + version;
          case ObjectRemoved(BucketName bucket, String key, String version) ->
              bucket + "\0" + key + "\0" + version;
        };
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
