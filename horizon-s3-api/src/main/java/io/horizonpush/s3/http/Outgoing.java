package io.horizonpush.s3.http;

import io.netty.util.ReferenceCounted;
import java.nio.ByteBuffer;

/** A piece of an answer on its way out. */
sealed interface Outgoing {

  /** What it holds of the outbound window. */
  int windowBytes();

  /** Lets go of it unsent. */
  void drop();

  /** Bytes in memory that nobody changes. What follows each other is sent as one. */
  record Bytes(ByteBuffer bytes) implements Outgoing {

    @Override
    public int windowBytes() {
      return 0;
    }

    @Override
    public void drop() {}
  }

  /** Something that Netty can send and then gives back. */
  record Held(ReferenceCounted message, int windowBytes) implements Outgoing {

    @Override
    public void drop() {
      message.release();
    }
  }
}
