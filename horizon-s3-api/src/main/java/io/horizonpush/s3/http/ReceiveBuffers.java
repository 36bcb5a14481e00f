package io.horizonpush.s3.http;

import io.horizonpush.s3.store.BodyMemory;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.RecvByteBufAllocator;

/**
 * The buffers that bytes are received in: as large as what a connection's last reads brought, and
 * small ones where memory for bodies is short. Thread-safe.
 */
final class ReceiveBuffers extends AdaptiveRecvByteBufAllocator {

  private static final int USUAL = 4 << 10;
  private static final int LARGEST = 64 << 10;

  private final BodyMemory memory;

  ReceiveBuffers(BodyMemory memory) {
    super(BodyBridge.SMALLEST_BUFFER, USUAL, LARGEST);
    this.memory = memory;
    // One read brings at most one buffer, which bounds what a connection holds.
    var _ = maxMessagesPerRead(1);
  }

  @Override
  @SuppressWarnings("deprecation") // Netty still declares the interface by the deprecated type.
  public RecvByteBufAllocator.Handle newHandle() {
    return new Sparing((RecvByteBufAllocator.ExtendedHandle) super.newHandle());
  }

  private final class Sparing extends RecvByteBufAllocator.DelegatingHandle
      implements RecvByteBufAllocator.ExtendedHandle {

    private final RecvByteBufAllocator.ExtendedHandle adaptive;

    private Sparing(RecvByteBufAllocator.ExtendedHandle adaptive) {
      super(adaptive);
      this.adaptive = adaptive;
    }

    @Override
    public int guess() {
      int guess = adaptive.guess();
      return memory.mayReadAhead() ? guess : Math.min(guess, USUAL);
    }

    @Override
    public ByteBuf allocate(ByteBufAllocator alloc) {
      return alloc.ioBuffer(guess());
    }

    @Override
    public boolean continueReading(io.netty.util.UncheckedBooleanSupplier maybeMoreDataSupplier) {
      return adaptive.continueReading(maybeMoreDataSupplier);
    }
  }
}
