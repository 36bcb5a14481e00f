package io.horizonpush.s3.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.horizonpush.s3.filter.S3Response;
import io.horizonpush.s3.pipeline.ConnectionLostException;
import io.horizonpush.s3.request.RequestHead;
import io.horizonpush.s3.request.TestingClients;
import io.horizonpush.s3.request.TrustedProxies;
import io.horizonpush.s3.store.BodyMemory;
import io.horizonpush.s3.store.Content;
import io.netty.buffer.AbstractByteBufAllocator;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ConnectionOutputTest {

  private final BodyMemory memory = new BodyMemory(BodyMemory.SMALLEST, Duration.ofMillis(200));
  private final EmbeddedChannel channel = new EmbeddedChannel();
  private final HttpLimits limits = HttpLimits.defaults();
  private final ConnectionHandler handler =
      new ConnectionHandler(
          channel,
          new StrictRequestDecoder(limits.sizes()),
          limits,
          new OpenConnections(limits.connections(), TrustedProxies.NONE),
          memory,
          exchange -> {});
  private final ConnectionOutput output = handler.output();
  private final NettyExchange exchange =
      new NettyExchange(
          handler,
          new TrustedProxies.Sent(new RequestHead("GET", "/", "", List.of()), TestingClients.LOCAL),
          null,
          true,
          true,
          new BodyBridge(0, false, sayContinue -> {}, memory));

  @AfterEach
  void close() {
    channel.releaseOutbound();
    var _ = channel.close();
  }

  @Test
  void whatCannotBeWrittenForWantOfMemory_isGivenBackAndEndsTheConnection() {
    channel.config().setAllocator(new Exhausted());
    ByteBuf held = Unpooled.wrappedBuffer(new byte[100]);
    OutboundWindow.Room room = output.window().acquire(100);
    output.write(
        exchange,
        List.of(new Outgoing.Bytes(ByteBuffer.allocate(10)), new Outgoing.Held(held, room)),
        true);
    channel.runPendingTasks();
    assertThatThrownBy(channel::checkException).isInstanceOf(OutOfMemoryError.class);
    assertThat(held.refCnt()).isZero();
    assertThat(memory.used()).isZero();
    assertThat(channel.isOpen()).isFalse();
  }

  @Test
  void aConnectionThatIsGone_canBeReset() {
    var _ = channel.pipeline().addLast(handler);
    var _ = channel.close();
    channel.runPendingTasks();
    output.reset();
    assertThat(channel.isOpen()).isFalse();
  }

  @Test
  void aClientThatCannotBeToldToGoOn_isLetGo() {
    var _ = channel.pipeline().addLast(handler);
    channel.config().setAllocator(new Exhausted());
    output.demand(true);
    channel.runPendingTasks();
    assertThatThrownBy(channel::checkException).isInstanceOf(OutOfMemoryError.class);
    assertThat(channel.isOpen()).isFalse();
    assertThatThrownBy(() -> output.window().acquire(1))
        .isInstanceOf(ConnectionLostException.class);
  }

  @Test
  void aCopyThatCannotBeMade_givesItsRoomBack() {
    channel.config().setAllocator(new Exhausted());
    try (ResponseWriter writer = writer(100_000)) {
      assertThatThrownBy(() -> writer.write(ByteBuffer.allocate(10), true))
          .isInstanceOf(OutOfMemoryError.class);
    }
    assertThat(memory.used()).isZero();
  }

  @Test
  void aLongAnswerInMemory_countsUntilItHasLeft() {
    try (ResponseWriter writer = writer(200_000)) {
      writer.write(ByteBuffer.allocate(10), true);
    }
    assertThat(memory.used()).isEqualTo(200_000);
    channel.runPendingTasks();
    assertThat(memory.used()).isZero();
    int sent = 0;
    for (ByteBuf piece = channel.readOutbound(); piece != null; piece = channel.readOutbound()) {
      sent += piece.readableBytes();
      piece.release();
    }
    assertThat(sent).isEqualTo(200_010);
  }

  private ResponseWriter writer(int length) {
    Content content = new Content.Memory(ByteBuffer.allocate(length));
    return new ResponseWriter(
        output, exchange, new S3Response(200, Map.of(), List.of(content), length), Framing.LENGTH);
  }

  /** An allocator that has nothing left. */
  private static final class Exhausted extends AbstractByteBufAllocator {

    @Override
    protected ByteBuf newHeapBuffer(int initialCapacity, int maxCapacity) {
      throw new OutOfMemoryError("for the test");
    }

    @Override
    protected ByteBuf newDirectBuffer(int initialCapacity, int maxCapacity) {
      throw new OutOfMemoryError("for the test");
    }

    @Override
    public boolean isDirectBufferPooled() {
      return false;
    }
  }
}
