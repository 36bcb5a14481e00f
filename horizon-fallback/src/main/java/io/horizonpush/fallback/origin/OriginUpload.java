package io.horizonpush.fallback.origin;

/**
 * An upload in pieces, in order, that outlives the process: multipart of S3, a resumable session of
 * Google's, the uncommitted blocks of Azure's.
 *
 * <p>Confined to one thread at a time.
 */
public interface OriginUpload {

  /** What {@link Origin#resume} finds it by; opaque, and a secret: Google's lets anybody write. */
  Secret token();

  /** How many bytes the origin has; the next piece begins there. */
  long stored();

  /** How long every piece but the last is, in bytes. */
  long pieceLength();

  /**
   * Sends the next piece: {@link #pieceLength} bytes, or what is left.
   *
   * @param source of this piece alone
   */
  void append(OriginSource source);

  /**
   * Makes the object of what was sent.
   *
   * @return its tag there
   * @throws OriginException changed, when the write's condition does not hold
   */
  String complete();

  /** Drops what was sent; without effect on an upload that the origin has dropped. */
  void abort();
}
