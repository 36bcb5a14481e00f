package io.horizonpush.iroh.store;

import io.horizonpush.iroh.codec.CborReader;
import io.horizonpush.iroh.codec.CborWriter;
import io.horizonpush.iroh.codec.CodecException;
import io.horizonpush.s3.model.ObjectVersion;
import io.horizonpush.s3.model.Stamp;
import io.horizonpush.s3.model.StoredVersion;
import io.horizonpush.s3.model.Tombstone;
import io.horizonpush.s3.model.VersionId;
import io.horizonpush.s3.model.WriterId;
import java.time.Instant;
import java.util.Arrays;

/**
 * What whoever asked for a change does not know of the version that it made: {@code [id, kind,
 * clock, writer, modified]}, the kind 0 to 2, and 4 more for a null version.
 *
 * @param stamp of its bytes
 * @param lastModified of an object; else the time of the stamp
 */
public record MadeVersion(
    VersionId id, boolean isNull, Kind kind, Stamp stamp, Instant lastModified) {

  private static final int NULL = 4;

  /** What kind of a version it is; numbers are stored. */
  public enum Kind {
    OBJECT(0),
    TOMBSTONE(1),
    MARKER(2);

    private final int code;

    Kind(int code) {
      this.code = code;
    }

    private static Kind of(int code) {
      return Arrays.stream(values())
          .filter(each -> each.code == code)
          .findFirst()
          .orElseThrow(() -> new CodecException("A version is of no known kind"));
    }
  }

  static MadeVersion of(ObjectVersion version) {
    Kind kind =
        switch (version) {
          case StoredVersion _ -> Kind.OBJECT;
          case Tombstone tombstone -> tombstone.marker() ? Kind.MARKER : Kind.TOMBSTONE;
        };
    return new MadeVersion(
        version.id(),
        version.isNull(),
        kind,
        version.stamp(),
        version.stored().map(StoredVersion::lastModified).orElseGet(() -> version.stamp().time()));
  }

  /** The bytes of it. */
  public byte[] encode() {
    return CborWriter.write(
        out ->
            out.tuple(
                5,
                each ->
                    each.bytes(id.bytes())
                        .number(kind.code + (isNull ? NULL : 0))
                        .unsigned(stamp.clock())
                        .bytes(stamp.writer().bytes())
                        .number(lastModified.toEpochMilli())));
  }

  /**
   * What {@link #encode} wrote.
   *
   * @throws CodecException if it is something else
   */
  public static MadeVersion decode(byte[] bytes) {
    return CborReader.read(
        bytes,
        in ->
            in.tuple(
                () -> {
                  VersionId id = VersionId.of(in.bytes());
                  int kind = in.smallNumber();
                  boolean isNull = kind >= NULL;
                  return new MadeVersion(
                      id,
                      isNull,
                      Kind.of(isNull ? kind - NULL : kind),
                      new Stamp(in.unsigned(), WriterId.of(in.bytes())),
                      Instant.ofEpochMilli(in.length()));
                }));
  }
}
