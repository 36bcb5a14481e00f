package io.horizonpush.node.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The conditions of a request; those that are not there are empty. Dates are far in the past or in
 * the future, so that the moment of a write does not count.
 */
record ModelConditions(
    String ifMatch, String ifNoneMatch, String modifiedSince, String unmodifiedSince) {

  static final ModelConditions NONE = new ModelConditions("", "", "", "");
  static final String PAST = "Sat, 01 Jan 2000 00:00:00 GMT";
  static final String FUTURE = "Fri, 01 Jan 2100 00:00:00 GMT";

  /**
   * The headers.
   *
   * @param prefix empty, or {@code x-amz-copy-source-}
   */
  List<String> headers(String prefix) {
    List<String> lines = new ArrayList<>();
    add(lines, prefix + "if-match", ifMatch);
    add(lines, prefix + "if-none-match", ifNoneMatch);
    add(lines, prefix + "if-modified-since", modifiedSince);
    add(lines, prefix + "if-unmodified-since", unmodifiedSince);
    return lines;
  }

  private static void add(List<String> lines, String name, String value) {
    if (!value.isEmpty()) {
      lines.add(name + ": " + value);
    }
  }

  /** The status of a read that does not proceed: 304 or 412 (RFC 9110, 13.2.2), or 200. */
  int read(ModelObject object) {
    if (ifMatch.isEmpty() ? unmodifiedSince.equals(PAST) : !names(ifMatch, object)) {
      return 412;
    }
    if (ifNoneMatch.isEmpty()) {
      return modifiedSince.equals(FUTURE) ? 304 : 200;
    }
    return names(ifNoneMatch, object) ? 304 : 200;
  }

  /** Refuses a write when it finds something else than it expects. */
  void write(Optional<ModelObject> current) {
    if (!ifNoneMatch.isEmpty() && current.filter(each -> names(ifNoneMatch, each)).isPresent()) {
      throw new Failure(412, "PreconditionFailed");
    }
    if (!ifMatch.isEmpty()) {
      ModelObject found = current.orElseThrow(() -> new Failure(404, "NoSuchKey"));
      if (!names(ifMatch, found)) {
        throw new Failure(412, "PreconditionFailed");
      }
    }
  }

  /**
   * Refuses the deletion of something else than was expected; what is not there needs none. A
   * delete marker is there, but no tag is its.
   */
  void delete(Optional<ModelVersion> found) {
    boolean other =
        found
            .filter(
                version ->
                    version
                        .object()
                        .map(object -> !names(ifMatch, object))
                        .orElse(!ifMatch.equals("*")))
            .isPresent();
    if (!ifMatch.isEmpty() && other) {
      throw new Failure(412, "PreconditionFailed");
    }
  }

  private static boolean names(String tags, ModelObject object) {
    for (String tag : tags.split(",", -1)) {
      String bare = tag.strip().replaceAll("^(W/)?\"|\"$", "");
      if (bare.equals("*") || bare.equals(object.etag())) {
        return true;
      }
    }
    return false;
  }
}
