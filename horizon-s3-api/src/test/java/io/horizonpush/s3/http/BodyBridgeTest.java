package io.horizonpush.s3.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.store.BodyMemory;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class BodyBridgeTest {

  private static final int PIECE = 4 << 10;

  private final BodyMemory memory = new BodyMemory(BodyMemory.SMALLEST, Duration.ofMillis(200));
  private final BodyBridge bridge = new BodyBridge(-1, false, sayContinue -> {}, memory);

  private ByteBuf offer() {
    ByteBuf piece = Unpooled.wrappedBuffer(new byte[PIECE]);
    bridge.offer(piece);
    return piece;
  }

  private void leave() {
    bridge.fail(ClientFaults.gone());
    bridge.discard();
  }

  private void read() {
    assertThat(bridge.next())
        .hasValueSatisfying(piece -> assertThat(piece.remaining()).isEqualTo(PIECE));
  }

  @Test
  void aClientThatLeavesBehindItsLastByte_leavesNoShorterBody() {
    ByteBuf first = offer();
    ByteBuf second = offer();
    bridge.end();
    read();
    leave();
    assertThat(second.refCnt()).isZero();
    assertThatThrownBy(bridge::next)
        .isInstanceOfSatisfying(
            S3Exception.class,
            failure -> assertThat(failure.code()).isEqualTo(S3ErrorCode.INCOMPLETE_BODY));
    bridge.close();
    assertThat(first.refCnt()).isZero();
    assertThat(memory.used()).isZero();
  }

  @Test
  void aBodyWhoseLastPieceIsRead_isWholeThoughItsClientLeaves() {
    ByteBuf only = offer();
    bridge.end();
    read();
    leave();
    assertThat(bridge.next()).isEmpty();
    assertThat(only.refCnt()).isZero();
    assertThat(memory.used()).isZero();
  }

  @Test
  void whatIsUnreadBehindAnAnswer_isDropped() {
    ByteBuf unread = offer();
    bridge.discard();
    assertThat(unread.refCnt()).isZero();
    assertThat(offer().refCnt()).isZero();
    bridge.end();
    assertThat(bridge.skippable(0)).isTrue();
    assertThat(memory.used()).isZero();
  }
}
