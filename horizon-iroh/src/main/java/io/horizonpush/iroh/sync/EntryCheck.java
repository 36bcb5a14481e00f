package io.horizonpush.iroh.sync;

import io.horizonpush.iroh.codec.CodecException;
import io.horizonpush.iroh.codec.Manifest;
import io.horizonpush.iroh.codec.ManifestCodec;
import io.horizonpush.iroh.replica.DocumentKey;
import io.horizonpush.iroh.replica.ManifestHash;
import io.horizonpush.iroh.replica.SignedEntry;
import io.horizonpush.s3.model.BucketId;
import io.horizonpush.s3.model.ObjectVersion;
import io.horizonpush.s3.model.Register;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.model.WriterId;
import io.horizonpush.s3.store.Arrival;
import io.horizonpush.s3.store.PluginDocs;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * What an entry of another node says, or why it is refused. Its signatures are verified by the
 * document that takes it. Stateless.
 *
 * @param hash names manifests
 * @param forms of settings that clients make
 */
record EntryCheck(ManifestHash hash, SyncAccess access, SettingForms forms) {

  /**
   * An entry with its manifest, as it came.
   *
   * @param sequence that it has where it came from
   */
  record Incoming(long sequence, SignedEntry entry, Manifest manifest) {}

  /** What comes of it. */
  sealed interface Verdict {

    /** It says this. */
    record Says(Arrival arrival) implements Verdict {}

    /** It is refused. */
    record Refused(Refusal reason) implements Verdict {}
  }

  Verdict check(BucketId bucket, Incoming incoming) {
    SignedEntry entry = incoming.entry();
    if (!access.mayWrite(entry.author(), bucket, entry.key())) {
      return new Verdict.Refused(Refusal.NOT_ALLOWED);
    }
    if (!hash.of(incoming.manifest().bytes()).equals(entry.manifest())) {
      return new Verdict.Refused(Refusal.HASH);
    }
    try {
      return read(bucket, entry, incoming.manifest());
    } catch (CodecException | S3Exception | IllegalArgumentException | ArithmeticException e) {
      return new Verdict.Refused(Refusal.MANIFEST);
    }
  }

  private Verdict read(BucketId bucket, SignedEntry entry, Manifest manifest) {
    DocumentKey key = entry.key();
    return switch (key.tag()) {
      case DocumentKey.CONFIG -> {
        Register<Optional<String>> setting = ManifestCodec.decodeSetting(manifest);
        yield !SettingLimits.admit(key.settingName(), setting.value(), forms)
            ? new Verdict.Refused(Refusal.LIMITS)
            : byWriter(
                bucket,
                entry,
                setting.stamp().writer(),
                new Arrival.OfSetting(entry.author(), key.settingName(), setting));
      }
      case DocumentKey.OBJECT, DocumentKey.VERSION -> {
        ObjectVersion version = ManifestCodec.decode(key.objectKey(), manifest);
        boolean byId = key.tag() == DocumentKey.VERSION;
        boolean named = byId ? version.id().equals(key.versionId()) : version.isNull();
        if (!named) {
          yield new Verdict.Refused(Refusal.MANIFEST);
        }
        yield !VersionLimits.admit(version)
            ? new Verdict.Refused(Refusal.LIMITS)
            : byWriter(
                bucket,
                entry,
                version.newest().writer(),
                new Arrival.OfVersion(entry.author(), byId, version));
      }
      case DocumentKey.PLUGIN -> {
        Register<Optional<ByteBuffer>> value = ManifestCodec.decodePlugins(manifest);
        if (!value.stamp().writer().equals(entry.author())) {
          yield new Verdict.Refused(Refusal.MANIFEST); // What plugins keep nobody passes on.
        }
        yield value.value().filter(bytes -> bytes.remaining() > PluginDocs.MAX_VALUE).isPresent()
            ? new Verdict.Refused(Refusal.LIMITS)
            : new Verdict.Says(new Arrival.OfPlugin(key.plugin(), key.pluginKey(), value));
      }
      default -> new Verdict.Refused(Refusal.KEY);
    };
  }

  /** Its author wrote what is newest in it, or passes on what somebody wrote who could. */
  private Verdict byWriter(BucketId bucket, SignedEntry entry, WriterId writer, Arrival arrival) {
    return writer.equals(entry.author()) || access.mayHaveWritten(writer, bucket)
        ? new Verdict.Says(arrival)
        : new Verdict.Refused(Refusal.WRITER);
  }
}
