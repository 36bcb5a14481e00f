package io.horizonpush.s3.model;

import java.util.Optional;

/** How a client names one version of a key: by its id, or as the null version. */
public sealed interface VersionName {

  /** The name of a version that was written while its bucket kept none. */
  String NULL_TEXT = "null";

  /** The null version. */
  record Null() implements VersionName {

    public static final Null INSTANCE = new Null();

    @Override
    public String text() {
      return NULL_TEXT;
    }
  }

  /** The version of an id. */
  record Id(VersionId id) implements VersionName {
    @Override
    public String text() {
      return id.text();
    }
  }

  /** The name as clients write it: 32 hexadecimal digits, or {@code null}. */
  String text();

  /** The name of a version. */
  static VersionName of(ObjectVersion version) {
    return version.isNull() ? Null.INSTANCE : new Id(version.id());
  }

  /**
   * The name that a client wrote.
   *
   * @throws S3Exception {@code InvalidArgument} for a text that can name no version
   */
  static VersionName parse(String text) {
    if (text.equals(NULL_TEXT)) {
      return Null.INSTANCE;
    }
    Optional<VersionName> id = VersionId.parse(text).map(Id::new);
    return id.orElseThrow(
        () ->
            new S3Exception(S3ErrorCode.INVALID_ARGUMENT, "Invalid version id specified")
                .with("ArgumentName", "versionId")
                .with("ArgumentValue", text));
  }
}
