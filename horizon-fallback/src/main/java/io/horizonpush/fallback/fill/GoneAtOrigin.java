package io.horizonpush.fallback.fill;

import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.model.StoredVersion;
import io.horizonpush.s3.store.Change;
import io.horizonpush.s3.store.Change.Draft;
import io.horizonpush.s3.store.Change.Expectation;
import java.util.Optional;

/**
 * What becomes of a change whose key has nothing any more as far as its origin goes, while a record
 * of what was there is kept here. Stateless.
 */
final class GoneAtOrigin {

  private GoneAtOrigin() {}

  /** Whether a change depends on what is there. */
  static boolean matters(Change change) {
    boolean hasConditions =
        switch (change.expectation()) {
          case Expectation.OfWrite(var conditions) -> !conditions.isEmpty();
          case Expectation.OfDelete(var conditions) -> !conditions.isEmpty();
          case Expectation.Anything _, Expectation.Same _ -> false;
        };
    return switch (change.draft()) {
      case Draft.Set(var version, var _) -> version.isEmpty();
      case Draft.Retain(var version, var _, var _) -> version.isEmpty();
      case Draft.Write _, Draft.Complete _, Draft.Delete _, Draft.Remove _ -> hasConditions;
      case Draft.Resolve _, Draft.OfOrigin _ -> false;
    };
  }

  /**
   * The change that is to be made: its conditions hold where nothing is, and it replaces what is
   * gone and nothing else.
   *
   * @return nothing where there is nothing to change
   * @throws S3Exception when it cannot be made where nothing is
   */
  static Optional<Change> change(Change change, StoredVersion gone) {
    switch (change.draft()) {
      case Draft.Set _, Draft.Retain _ -> throw S3Exception.noSuchKey(change.key());
      case Draft.Write _, Draft.Complete _, Draft.Delete _ -> {}
      // A version that somebody names is what is known here.
      case Draft.Remove _, Draft.Resolve _, Draft.OfOrigin _ -> {
        return Optional.of(change);
      }
    }
    return switch (change.expectation()) {
      case Expectation.OfWrite(var conditions) -> {
        conditions.check(Optional.empty());
        yield Optional.of(
            new Change(
                change.bucket(), change.key(), new Expectation.Same(gone.id()), change.draft()));
      }
      case Expectation.OfDelete _ -> Optional.empty();
      case Expectation.Anything _, Expectation.Same _ -> Optional.of(change);
    };
  }
}
