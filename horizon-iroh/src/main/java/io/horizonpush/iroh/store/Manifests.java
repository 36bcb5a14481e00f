package io.horizonpush.iroh.store;

import io.horizonpush.iroh.codec.Manifest;
import io.horizonpush.iroh.codec.ManifestCodec;
import io.horizonpush.iroh.index.SettingTable.SettingRow;
import io.horizonpush.iroh.index.Tables;
import io.horizonpush.iroh.index.VersionTable.VersionRow;
import io.horizonpush.iroh.replica.DocumentKey;
import io.horizonpush.s3.model.ObjectBody;
import io.horizonpush.s3.model.ObjectKey;
import io.horizonpush.s3.model.ObjectVersion;
import io.horizonpush.s3.model.Register;
import io.horizonpush.s3.model.Stamp;
import io.horizonpush.s3.model.WriterId;
import java.nio.ByteBuffer;
import java.util.Optional;

/** The manifests of a bucket's document, made of the index when they are asked for. Stateless. */
public final class Manifests {

  private Manifests() {}

  /** What the index says of a key of the document. */
  public sealed interface Said {

    /** The stamp of what was written last of it. */
    Stamp newest();

    /** The manifest that says it. */
    Manifest manifest();

    /** Whether the bytes that it says are still those that were written. */
    boolean isSound();

    /** A version. */
    record OfVersion(ObjectVersion version) implements Said {

      @Override
      public Stamp newest() {
        return version.newest();
      }

      @Override
      public Manifest manifest() {
        return ManifestCodec.encode(version);
      }

      @Override
      public boolean isSound() {
        return version
            .stored()
            .filter(stored -> stored.body() instanceof ObjectBody.Inline body && !body.isSound())
            .isEmpty();
      }
    }

    /** What a plugin keeps. */
    record OfPlugin(Register<Optional<ByteBuffer>> value) implements Said {

      @Override
      public Stamp newest() {
        return value.stamp();
      }

      @Override
      public Manifest manifest() {
        return ManifestCodec.encodePlugins(value);
      }

      @Override
      public boolean isSound() {
        return true;
      }
    }

    /** A setting of the bucket, or a part of its configuration. */
    record OfSetting(SettingRow setting) implements Said {

      @Override
      public Stamp newest() {
        return setting.document().stamp();
      }

      @Override
      public Manifest manifest() {
        return ManifestCodec.encode(setting.document());
      }

      @Override
      public boolean isSound() {
        return true;
      }
    }
  }

  /**
   * What an entry of an author of a key should say; nothing for a key that has no row. Of what
   * plugins keep each author says his own, of all else everybody the same.
   */
  public static Optional<Said> current(
      Tables tables, long bucket, DocumentKey key, WriterId author) {
    return key.tag() == DocumentKey.PLUGIN
        ? tables.pluginEntries().find(bucket, key, author).map(Said.OfPlugin::new)
        : current(tables, bucket, key);
  }

  /** What everybody's entry of a key should say; nothing for one of a plugin. */
  static Optional<Said> current(Tables tables, long bucket, DocumentKey key) {
    return switch (key.tag()) {
      case DocumentKey.OBJECT ->
          nullVersion(tables, bucket, key.objectKey()).map(Said.OfVersion::new);
      case DocumentKey.VERSION ->
          tables
              .versions()
              .find(bucket, key.objectKey(), key.versionId())
              .map(VersionRow::version)
              .map(Said.OfVersion::new);
      case DocumentKey.CONFIG ->
          tables.settings().find(bucket, key.settingName()).map(Said.OfSetting::new);
      default -> Optional.empty();
    };
  }

  private static Optional<ObjectVersion> nullVersion(Tables tables, long bucket, ObjectKey key) {
    // The object of a key is a null version only if it is the greatest.
    return tables
        .versions()
        .current(bucket, key)
        .map(VersionRow::version)
        .filter(ObjectVersion::isNull)
        .or(() -> tables.versions().of(bucket, key).versions().nullVersion());
  }

  /** The manifest of an entry, whoever wrote it; nothing for an entry that is not known here. */
  public static Optional<Manifest> find(
      Tables tables, long bucket, DocumentKey key, WriterId author) {
    return tables
        .entries()
        .find(bucket, key, author)
        .flatMap(
            row ->
                row.manifest().or(() -> current(tables, bucket, key, author).map(Said::manifest)));
  }
}
