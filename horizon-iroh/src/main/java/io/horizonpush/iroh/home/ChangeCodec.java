package io.horizonpush.iroh.home;

import io.horizonpush.iroh.codec.CborReader;
import io.horizonpush.iroh.codec.CborWriter;
import io.horizonpush.iroh.codec.CodecException;
import io.horizonpush.iroh.codec.ManifestCodec;
import io.horizonpush.s3.model.Attribute;
import io.horizonpush.s3.model.BucketId;
import io.horizonpush.s3.model.ObjectKey;
import io.horizonpush.s3.model.Retention;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.model.VersionId;
import io.horizonpush.s3.model.VersionName;
import io.horizonpush.s3.store.Change;
import io.horizonpush.s3.store.Change.Draft;
import java.util.List;
import java.util.Optional;

/**
 * The bytes of a change that another node is to decide about: {@code [key, expectation, draft]}. An
 * object to be written is the manifest that its version would have, made at no time; what an upload
 * becomes is an object to be written. Whatever was not written by this, or no request could have
 * asked for, is a {@link CodecException}. Stateless.
 */
final class ChangeCodec {

  private ChangeCodec() {}

  static byte[] encode(Change change) {
    return CborWriter.write(
        out ->
            out.tuple(
                3,
                each -> {
                  each.bytes(change.key().bytes());
                  ExpectationCodec.write(each, change.expectation());
                  write(each, change.key(), change.draft());
                }));
  }

  private static void write(CborWriter out, ObjectKey key, Draft draft) {
    switch (draft) {
      case Draft.Write write -> object(out, DraftVersions.of(key, write.object(), write.body()));
      case Draft.Complete complete ->
          object(out, DraftVersions.of(key, complete.object(), complete.body()));
      case Draft.Delete() -> out.tuple(1, each -> each.number(1));
      case Draft.Set(var version, Attribute attribute) ->
          out.tuple(
              3,
              each ->
                  each.number(2)
                      .text(name(version))
                      .bytes(ManifestCodec.encode(List.of(attribute))));
      case Draft.Retain(var version, var period, boolean bypass) ->
          out.tuple(
              4,
              each ->
                  each.number(3)
                      .text(name(version))
                      .bytes(
                          ManifestCodec.encode(
                              period.map(Retention::of).map(Attribute.class::cast).stream()
                                  .toList()))
                      .number(bypass ? 1 : 0));
      case Draft.Remove(VersionName version, boolean bypass) ->
          out.tuple(3, each -> each.number(4).text(version.text()).number(bypass ? 1 : 0));
      case Draft.Resolve(VersionId loser, boolean keep) ->
          out.tuple(3, each -> each.number(5).bytes(loser.bytes()).number(keep ? 1 : 0));
      case Draft.OfOrigin _ ->
          throw new IllegalArgumentException("What an origin is the cause of, every node decides");
    }
  }

  private static void object(CborWriter out, byte[] manifest) {
    out.tuple(2, each -> each.number(0).bytes(manifest));
  }

  private static String name(Optional<VersionName> version) {
    return version.map(VersionName::text).orElse("");
  }

  /** The change that somebody else encoded. */
  static Change decode(BucketId bucket, byte[] bytes) {
    try {
      return CborReader.read(
          bytes,
          in ->
              in.tuple(
                  () -> {
                    ObjectKey key = ObjectKey.of(in.bytes());
                    return new Change(bucket, key, ExpectationCodec.read(in), draft(in, key));
                  }));
    } catch (S3Exception | ArithmeticException e) {
      throw new CodecException("A change that no request asks for: " + e.getMessage(), e);
    }
  }

  private static Draft draft(CborReader in, ObjectKey key) {
    return in.tuple(
        () ->
            switch (in.smallNumber()) {
              case 0 -> DraftVersions.write(key, in.bytes());
              case 1 -> new Draft.Delete();
              case 2 -> new Draft.Set(name(in.text()), attribute(in).orElseThrow(ChangeCodec::bad));
              case 3 -> new Draft.Retain(name(in.text()), period(in), in.number() == 1);
              case 4 ->
                  new Draft.Remove(name(in.text()).orElseThrow(ChangeCodec::bad), in.number() == 1);
              case 5 -> new Draft.Resolve(VersionId.of(in.bytes()), in.number() == 1);
              default -> throw bad();
            });
  }

  private static Optional<VersionName> name(String text) {
    return text.isEmpty() ? Optional.empty() : Optional.of(VersionName.parse(text));
  }

  private static Optional<Attribute> attribute(CborReader in) {
    List<Attribute> attributes = ManifestCodec.decodeAttributes(in.bytes());
    if (attributes.size() > 1 || !attributes.stream().allMatch(DraftVersions::admit)) {
      throw bad();
    }
    return attributes.stream().findFirst();
  }

  private static Optional<Retention.Period> period(CborReader in) {
    return attribute(in)
        .map(
            each ->
                each instanceof Retention retention
                    ? retention.period().orElseThrow(ChangeCodec::bad)
                    : fail());
  }

  private static Retention.Period fail() {
    throw bad();
  }

  private static CodecException bad() {
    return new CodecException("A change that no request asks for");
  }
}
