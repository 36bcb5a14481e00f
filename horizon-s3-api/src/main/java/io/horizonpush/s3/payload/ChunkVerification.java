package io.horizonpush.s3.payload;

import java.nio.ByteBuffer;

/**
 * What is verified of the chunks of an aws-chunked body while their bytes pass: called for each
 * chunk in turn, the empty one at the end included. Confined to one thread at a time.
 */
interface ChunkVerification {

  /** Of chunks that nobody signed. */
  ChunkVerification NONE =
      new ChunkVerification() {
        @Override
        public void begin(ChunkHeader header) {}

        @Override
        public void update(ByteBuffer bytes) {}

        @Override
        public void end() {}

        @Override
        public void verify(Trailers trailers) {}
      };

  /** Begins a chunk. */
  void begin(ChunkHeader header);

  /** Takes note of bytes of the chunk, whose position stays where it is. */
  void update(ByteBuffer bytes);

  /**
   * Ends the chunk.
   *
   * @throws io.horizonpush.s3.model.S3Exception if it is not what its signature says
   */
  void end();

  /**
   * Ends the body.
   *
   * @param trailers what stood behind the last chunk
   * @throws io.horizonpush.s3.model.S3Exception if they are not what their signature says
   */
  void verify(Trailers trailers);
}
