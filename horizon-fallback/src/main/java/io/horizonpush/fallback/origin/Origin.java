package io.horizonpush.fallback.origin;

import io.horizonpush.s3.model.ByteRange;
import io.horizonpush.s3.model.Tags;
import java.util.Optional;

/**
 * A place in a cloud that keeps objects by key. Keys are the cloud's own: {@link OriginPlace#keyOf}
 * makes them.
 *
 * <p>Each call is one attempt; whoever calls decides about the next. (A request whose connection
 * breaks before there is an answer may go once more: a connection that was kept is closed by the
 * origin at any time.) Every one ends within the {@link OriginLimits}, and fails with an {@link
 * OriginException} that says what it means. A read-only origin refuses writes and deletes before
 * anything is sent.
 *
 * <p>Thread-safe; blocks its (virtual) thread.
 */
public interface Origin {

  /** What it is. */
  OriginDescription description();

  /**
   * What is at a key.
   *
   * @throws OriginException missing, when there is nothing. Of a bucket that is not there S3 says
   *     the same: a HEAD has no body to tell them apart
   */
  OriginObject head(String key);

  /** What is at a key; nothing where there is nothing. */
  default Optional<OriginObject> find(String key) {
    try {
      return Optional.of(head(key));
    } catch (OriginException e) {
      if (e.fault() instanceof OriginFault.Missing) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /**
   * The tags of an object.
   *
   * @throws OriginException unsupported, where objects have none
   */
  Tags tags(String key);

  /** Whether what comes with all bytes of an object says of it what {@link #head} does. */
  boolean describesWithBytes();

  /**
   * Opens the bytes of an object; the caller closes the body.
   *
   * @param range nothing for all of it. Must not be empty, and lie inside the object
   * @param pin the tag that the object must have; a body of any other is never returned, even where
   *     the origin ignores the condition
   * @throws OriginException missing; changed, when the object has another tag; broken, when the
   *     answer is not for what was asked
   */
  OriginBody open(String key, Optional<ByteRange> range, Optional<String> pin);

  /** A page of the keys that there are. */
  OriginPage list(OriginListing listing);

  /**
   * Stores an object with one request.
   *
   * @return its tag there
   * @throws OriginException changed, when the condition does not hold; broken, when the source ends
   *     early
   */
  String put(OriginWrite write, OriginSource source);

  /** Begins to store an object piece by piece, which has at least one byte. */
  OriginUpload begin(OriginWrite write);

  /**
   * Goes on with an upload that {@link #begin} began, in this process or one before.
   *
   * @param write as it began
   * @param token of the upload
   * @throws OriginException missing, when the origin has dropped it
   */
  OriginUpload resume(OriginWrite write, Secret token);

  /**
   * Deletes an object; one that is not there is deleted already.
   *
   * @param tag that it must have; nothing deletes whatever is there
   * @throws OriginException changed, when it has another tag
   */
  void delete(String key, Optional<String> tag);
}
