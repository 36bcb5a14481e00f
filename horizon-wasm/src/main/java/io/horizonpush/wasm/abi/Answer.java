package io.horizonpush.wasm.abi;

import io.horizonpush.s3.model.BlobHash;
import io.horizonpush.s3.model.S3ErrorCode;
import java.nio.ByteBuffer;
import java.util.List;

/** An answer that a plugin gives in the place of the operation's. */
public sealed interface Answer {

  /**
   * Bytes of its own.
   *
   * @param status 200 to 599
   */
  record Reply(int status, List<HeaderField> headers, ByteBuffer body) implements Answer {

    public Reply {
      headers = List.copyOf(headers);
      body = body.asReadOnlyBuffer();
    }
  }

  /** An S3 error. */
  record Denial(S3ErrorCode code, String message) implements Answer {}

  /** The bytes of a blob, which the plugin may have read. */
  record Blob(int status, List<HeaderField> headers, BlobHash blob) implements Answer {

    public Blob {
      headers = List.copyOf(headers);
    }
  }
}
