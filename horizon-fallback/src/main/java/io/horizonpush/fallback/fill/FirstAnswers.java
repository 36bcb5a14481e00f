package io.horizonpush.fallback.fill;

import io.horizonpush.fallback.origin.KnownOrigins.KnownOrigin;
import io.horizonpush.fallback.origin.OriginException;
import io.horizonpush.fallback.origin.OriginFault;
import io.horizonpush.fallback.origin.OriginObject;
import io.horizonpush.s3.model.BucketId;
import io.horizonpush.s3.model.ObjectKey;
import io.horizonpush.s3.store.MemberOrigins;
import io.horizonpush.s3.store.PinnedObject;
import io.horizonpush.s3.store.Reading;
import java.util.Optional;

/**
 * What an origin says first of a key. Whoever reads all of it is spared a round trip: the request
 * that asks what there is asks for its bytes as well, unless another member is to fetch them.
 *
 * <p>Thread-safe; blocks its (virtual) thread.
 */
final class FirstAnswers {

  private final MemberOrigins members;
  private final OwnRequests requests;

  FirstAnswers(MemberOrigins members, OwnRequests requests) {
    this.members = members;
    this.requests = requests;
  }

  /**
   * What is at a key; nothing where there is nothing, or nothing can be called so.
   *
   * @param reading of what is there
   * @throws OriginException as {@link io.horizonpush.fallback.origin.OriginReader#describe}
   */
  Optional<OriginObject> find(BucketId bucket, KnownOrigin known, ObjectKey key, Reading reading) {
    String there;
    try {
      there = known.origin().description().place().keyOf(key.value());
    } catch (OriginException e) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          withBytes(bucket, known, key, reading)
              ? begin(bucket, known, key, there)
              : known.reader().describe(there));
    } catch (OriginException e) {
      if (e.fault() instanceof OriginFault.Missing) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private boolean withBytes(BucketId bucket, KnownOrigin known, ObjectKey key, Reading reading) {
    return switch (reading) {
      case SOME -> false;
      case WHOLE ->
          known.origin().describesWithBytes()
              && members.isOurTurn(bucket, known.origin().description().place().id(), key);
    };
  }

  /** What cannot be read now can be described all the same. */
  private OriginObject begin(BucketId bucket, KnownOrigin known, ObjectKey key, String there) {
    try {
      return known
          .reader()
          .withTags(
              requests.begin(
                  known,
                  there,
                  object ->
                      new PinnedObject(
                          bucket, known.origin().description().place().id(), key, object.tag())));
    } catch (OriginException e) {
      return switch (e.fault()) {
        case OriginFault.OverBudget _, OriginFault.Archived _ -> known.reader().describe(there);
        default -> throw e;
      };
    }
  }
}
