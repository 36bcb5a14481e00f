package io.horizonpush.s3.http;

import io.horizonpush.s3.filter.S3Response;
import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.store.Content;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.DefaultFileRegion;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.ObjIntConsumer;

/**
 * Hands one answer over to the event loop, in as few steps as its content allows. Confined to the
 * request's thread.
 *
 * <p>Nothing is handed over before the first bytes are there: until then a failing content can
 * still become an error document.
 */
final class ResponseWriter implements AutoCloseable {

  private static final int LARGEST_PIECE = 64 << 10;

  /** What a file that is opened in its turn takes of the window: a few of them are open at once. */
  private static final int WINDOW_OF_A_FILE = 32 << 10;

  private static final byte[] LINE_END = {'\r', '\n'};
  private static final byte[] LAST_CHUNK = "0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

  private final ConnectionOutput output;
  private final NettyExchange exchange;
  private final S3Response response;
  private final Framing framing;

  /** The contents that nobody has taken over yet. */
  private final Iterator<Content> contents;

  private List<Outgoing> batch = new ArrayList<>(4);

  /** Whether the batch ends in a piece of streamed bytes, which waits for no other. */
  private boolean batchIsFull;

  ResponseWriter(
      ConnectionOutput output, NettyExchange exchange, S3Response response, Framing framing) {
    this.output = output;
    this.exchange = exchange;
    this.response = response;
    this.framing = framing;
    this.contents = response.body().iterator();
  }

  /**
   * Sends the answer.
   *
   * @param head its first bytes
   */
  void write(ByteBuffer head, boolean withBody) {
    batch.add(new Outgoing.Bytes(head));
    if (withBody) {
      checkLength();
      while (contents.hasNext()) {
        write(contents.next());
      }
      if (framing == Framing.CHUNKED) {
        // Only here, behind every byte: what breaks off before has no end that a client could see.
        add(LAST_CHUNK);
      }
    }
    handOver(true);
  }

  private void write(Content content) {
    switch (content) {
      case Content.Memory memory -> {
        if (memory.length() > LARGEST_PIECE) {
          copy(memory.bytes().duplicate());
          return;
        }
        addRun(new Outgoing.Bytes(memory.bytes()), memory.length());
      }
      case Content.FileSlice slice -> {
        if (output.encrypts()) {
          copy(slice);
          return;
        }
        addRun(new Outgoing.Held(new SliceRegion(slice), OutboundWindow.Room.NONE), slice.length());
      }
      case Content.Streamed streamed -> {
        try (streamed) {
          pump(streamed);
        }
        return;
      }
      case Content.Deferred deferred -> {
        try (deferred) {
          writeInTurn(deferred);
        }
        return;
      }
      case Content.Sequence sequence -> {
        try (sequence) {
          sequence.parts().forEach(this::write);
        }
        return;
      }
    }
    exchange.count(content.length());
  }

  /**
   * Adds bytes, as one chunk where there are chunks; none are no chunk, which would be the last.
   */
  private void addRun(Outgoing run, long length) {
    boolean chunk = framing == Framing.CHUNKED && length > 0;
    if (chunk) {
      add(chunkHead(length));
    }
    batch.add(run);
    if (chunk) {
      add(LINE_END);
    }
  }

  private void add(byte[] bytes) {
    batch.add(new Outgoing.Bytes(ByteBuffer.wrap(bytes)));
  }

  private static byte[] chunkHead(long length) {
    return (Long.toHexString(length) + "\r\n").getBytes(StandardCharsets.US_ASCII);
  }

  /** Opens a run once few enough before it are still on their way; each counts in the window. */
  private void writeInTurn(Content.Deferred deferred) {
    handOver(false);
    OutboundWindow.Room room = output.window().acquireForFile(WINDOW_OF_A_FILE);
    Content opened;
    try {
      opened = deferred.opening().get();
    } catch (RuntimeException | Error e) {
      output.window().release(room);
      throw e;
    }
    if (opened instanceof Content.FileSlice slice && !output.encrypts()) {
      addRun(new Outgoing.Held(new SliceRegion(slice), room), slice.length());
      exchange.count(slice.length());
    } else {
      output.window().release(room);
      write(opened);
    }
  }

  /**
   * The last piece is handed over only after the reader has said, and checked, that it is. Where no
   * length says which piece that is, the end is a thing of its own, and none is held back that the
   * next one is not there for.
   */
  private void pump(Content.Streamed streamed) {
    boolean known = streamed.length() >= 0;
    long left = streamed.length();
    Optional<ByteBuffer> piece = streamed.reader().next();
    while (piece.isPresent()) {
      ByteBuffer bytes = piece.get().duplicate();
      left -= bytes.remaining();
      if (known && left < 0) {
        throw wrongLength();
      }
      copy(bytes);
      if ((!known || left > 0) && !streamed.reader().isReady()) {
        handOver(false); // It need not wait for somebody who sends the next one.
      }
      piece = streamed.reader().next();
    }
    if (known && left != 0) {
      throw wrongLength();
    }
  }

  private void copy(ByteBuffer bytes) {
    while (bytes.hasRemaining()) {
      int from = bytes.position();
      int length =
          add(bytes.remaining(), (buffer, room) -> buffer.writeBytes(bytes.slice(from, room)));
      bytes.position(from + length);
    }
  }

  /** Reads what the kernel cannot send by itself. */
  private void copy(Content.FileSlice slice) {
    try (slice) {
      FileChannel file = slice.file().channel();
      long done = 0;
      while (done < slice.length()) {
        long from = slice.offset() + done;
        done += add(slice.length() - done, (buffer, room) -> read(file, from, buffer, room));
      }
    }
  }

  private static void read(FileChannel file, long from, ByteBuf buffer, int length) {
    try {
      while (buffer.readableBytes() < length) {
        int at = buffer.readableBytes();
        if (buffer.writeBytes(file, from + at, length - at) < 0) {
          throw new EOFException("The file ends early");
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Adds bytes that are copied: as many as there is room for. Only behind their room in the window
   * is a buffer taken: nobody keeps one while it waits.
   *
   * @param left how many there are
   * @param filling puts as many as it is told into a buffer
   */
  private int add(long left, ObjIntConsumer<ByteBuf> filling) {
    if (batchIsFull) {
      handOver(false);
    }
    OutboundWindow.Room room = output.window().acquire((int) Math.min(LARGEST_PIECE, left));
    addRun(new Outgoing.Held(filled(room, filling), room), room.bytes());
    batchIsFull = true;
    exchange.count(room.bytes());
    return room.bytes();
  }

  private ByteBuf filled(OutboundWindow.Room room, ObjIntConsumer<ByteBuf> filling) {
    ByteBuf buffer = Unpooled.EMPTY_BUFFER;
    try {
      buffer = output.buffer(room.bytes());
      filling.accept(buffer, room.bytes());
      return buffer;
    } catch (RuntimeException | Error e) {
      buffer.release();
      output.window().release(room);
      throw e;
    }
  }

  private void handOver(boolean last) {
    if (batch.isEmpty()) {
      // The answer's end has to be noticed even when its last content turned out to be empty.
      batch.add(new Outgoing.Bytes(ByteBuffer.allocate(0)));
    }
    List<Outgoing> messages = batch;
    batch = new ArrayList<>(4);
    batchIsFull = false;
    exchange.begin();
    output.write(exchange, messages, last);
  }

  private void checkLength() {
    if (response.length().isEmpty()) {
      return;
    }
    long length = 0;
    for (Content content : response.body()) {
      if (content.length() < 0) {
        throw wrongLength();
      }
      length += content.length();
    }
    if (length != response.length().getAsLong()) {
      throw wrongLength();
    }
  }

  private static S3Exception wrongLength() {
    return new S3Exception(
        S3ErrorCode.INTERNAL_ERROR, "The content has another length than was announced.");
  }

  /** Lets go of what was not handed over. */
  @Override
  public void close() {
    for (Outgoing outgoing : batch) {
      outgoing.drop();
      output.window().release(outgoing.room());
    }
    contents.forEachRemaining(Content::close);
  }

  /** A slice of a file that the kernel sends; gives the slice back when it is sent. */
  private static final class SliceRegion extends DefaultFileRegion {

    private final Content.FileSlice slice;

    private SliceRegion(Content.FileSlice slice) {
      super(slice.file().channel(), slice.offset(), slice.length());
      this.slice = slice;
    }

    @Override
    protected void deallocate() {
      slice.close();
    }
  }
}
