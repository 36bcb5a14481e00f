package io.horizonpush.wasm.host;

import io.horizonpush.s3.model.BlobHash;
import io.horizonpush.s3.model.Bucket;
import io.horizonpush.wasm.abi.HeaderField;
import io.horizonpush.wasm.abi.Side;
import java.util.List;
import java.util.Optional;

/**
 * A request as the native ABI shows it to a plugin. Who implements it says what is there and keeps
 * what is changed; phases, grants, forms and which headers may be touched at all are settled before
 * it is asked. Its methods run on a guest thread, do not block, and are one request's own.
 *
 * <p>They may be called at the end of the guest's stack, and end with a {@link StackOverflowError}
 * anywhere. So what was changed during a call that fails must not count.
 */
public interface RequestView {

  /** Something about the request; nothing where there is none, or not yet. */
  Optional<String> property(Property property);

  /** The first value of a query parameter, decoded. */
  Optional<String> query(String name);

  /** The headers of a side, in their order and with what was changed. */
  List<HeaderField> headers(Side side);

  /**
   * Sets a header: of the request what is stored or a condition, of the answer what is sent.
   *
   * @param name in lower case
   * @return false where the request has nothing of the kind
   */
  boolean setHeader(Side side, String name, String value);

  /**
   * Removes a header.
   *
   * @param name in lower case
   * @return false where there is none
   */
  boolean removeHeader(Side side, String name);

  /**
   * Lets the request be about something else, if its sender may do that there.
   *
   * @param bucket nothing to keep its own
   * @param key nothing to keep its own
   * @return false if there can be no such bucket or key
   */
  boolean rewrite(Optional<String> bucket, Optional<String> key);

  /**
   * Stores a blob in the place of what the client sends.
   *
   * @return false where the request stores nothing
   */
  boolean replaceBody(BlobHash blob);

  /** The blob that the answer's object is; nothing where it is not one blob. */
  Optional<ObjectBlob> object();

  /** The bucket that the request is about, if there is one. */
  Optional<Bucket> bucket();

  /**
   * A blob that is an object.
   *
   * @param length in bytes
   */
  record ObjectBlob(BlobHash hash, long length) {}
}
