package io.horizonpush.node.admin;

import io.horizonpush.node.config.EnumWords;
import io.horizonpush.s3.store.Content;
import io.horizonpush.s3.store.ContentReader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Events as {@code text/event-stream} has them (HTML standard, server-sent events), with a comment
 * now and then where nothing happens, by which both ends see that the other is there. Confined to
 * its request's thread.
 */
final class EventText implements ContentReader {

  private static final String CONTENT_TYPE = "text/event-stream";
  private static final Duration SILENCE = Duration.ofSeconds(15);

  /** When a browser whose connection is gone comes back. */
  private static final String BEGIN = "retry: 1000\n\n";

  private static final String HEARTBEAT = ":\n\n";

  private final EventStream events;
  private boolean begun;

  EventText(EventStream events) {
    this.events = events;
  }

  /** The answer that tells events until they end, or their listener is gone. */
  static AdminResponse response(EventStream events) {
    return new AdminResponse(
        200, CONTENT_TYPE, Content.Streamed.ofUnknownLength(new EventText(events)), events::close);
  }

  @Override
  public Optional<ByteBuffer> next() {
    if (!begun) {
      begun = true;
      return Optional.of(bytes(BEGIN));
    }
    try {
      return events.next(SILENCE).map(each -> bytes(each.isEmpty() ? HEARTBEAT : text(each)));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  /** What happens next nobody knows: what was told is not to wait for it. */
  @Override
  public boolean isReady() {
    return false;
  }

  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String text(List<Event> events) {
    StringBuilder text = new StringBuilder();
    for (Event event : events) {
      event.id().ifPresent(id -> text.append("id: ").append(id).append('\n'));
      text.append("event: ")
          .append(EnumWords.of(event.type()))
          .append("\ndata: ")
          .append(AdminJson.write(event.data()))
          .append("\n\n");
    }
    return text.toString();
  }
}
