package io.horizonpush.iroh.codec;

/** Bytes that should be a record are not one, or one of a version that this node does not know. */
public final class CodecException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public CodecException(String message) {
    super(message);
  }

  public CodecException(String message, Throwable cause) {
    super(message, cause);
  }
}
