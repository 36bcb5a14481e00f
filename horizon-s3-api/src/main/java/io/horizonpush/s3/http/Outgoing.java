package io.horizonpush.s3.http;

import io.netty.util.ReferenceCounted;
import java.nio.ByteBuffer;

/** A piece of an answer on its way out. */
sealed interface Outgoing {

  /** What it holds of the outbound window. */
  OutboundWindow.Room room();

  /** Lets go of it unsent. */
  void drop();

  /** Bytes in memory that nobody changes. What follows each other is sent as one. */
  record Bytes(ByteBuffer bytes) implements Outgoing {

    @Override
    public OutboundWindow.Room room() {
      return OutboundWindow.Room.NONE;
    }

    @Override
    public void drop() {}
  }

  /** Something that Netty can send and then gives back. */
  record Held(ReferenceCounted message, OutboundWindow.Room room) implements Outgoing {

    @Override
    public void drop() {
      message.release();
    }
  }
}
