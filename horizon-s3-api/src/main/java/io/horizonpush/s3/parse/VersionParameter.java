package io.horizonpush.s3.parse;

import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.model.VersionName;
import io.horizonpush.s3.request.S3Operation;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** The parameter {@code versionId}: which version of an object a request is about. Stateless. */
final class VersionParameter {

  private static final String NAME = "versionId";

  private static final Set<S3Operation> TAKEN =
      EnumSet.of(
          S3Operation.DELETE_OBJECT,
          S3Operation.DELETE_OBJECT_TAGGING,
          S3Operation.GET_OBJECT,
          S3Operation.GET_OBJECT_ACL,
          S3Operation.GET_OBJECT_ATTRIBUTES,
          S3Operation.GET_OBJECT_LEGAL_HOLD,
          S3Operation.GET_OBJECT_RETENTION,
          S3Operation.GET_OBJECT_TAGGING,
          S3Operation.HEAD_OBJECT,
          S3Operation.PUT_OBJECT_ACL,
          S3Operation.PUT_OBJECT_LEGAL_HOLD,
          S3Operation.PUT_OBJECT_RETENTION,
          S3Operation.PUT_OBJECT_TAGGING);

  private VersionParameter() {}

  /**
   * Refuses a version that an operation would pass over: its client means something else.
   *
   * @throws S3Exception {@code InvalidArgument}
   */
  static void check(S3Operation operation, QueryParameters query) {
    if (query.get(NAME).isPresent() && !TAKEN.contains(operation)) {
      throw invalid("This operation does not accept a version-id.", query.text(NAME));
    }
  }

  /**
   * The version that is named; nothing for the current one.
   *
   * @throws S3Exception {@code InvalidArgument} for a name that no version can have
   */
  static Optional<VersionName> of(QueryParameters query) {
    return query.get(NAME).map(VersionParameter::parse);
  }

  /**
   * The version of a name.
   *
   * @throws S3Exception {@code InvalidArgument} for one that no version can have
   */
  static VersionName parse(String text) {
    if (text.isEmpty()) {
      throw invalid("Version id cannot be the empty string", text);
    }
    return VersionName.parse(text);
  }

  private static S3Exception invalid(String message, String value) {
    return new S3Exception(S3ErrorCode.INVALID_ARGUMENT, message)
        .with("ArgumentName", NAME)
        .with("ArgumentValue", value);
  }
}
