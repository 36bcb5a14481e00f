package io.horizonpush.node.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Takes events out of the lines of a {@code text/event-stream}, as the HTML standard says
 * (server-sent events, interpreting an event stream). Confined to one thread.
 */
final class EventReader {

  private final List<String> data = new ArrayList<>();
  private String type = "";
  private Optional<String> id = Optional.empty();
  private String lastId;

  /**
   * @param lastId of the last event that was heard before
   */
  EventReader(String lastId) {
    this.lastId = lastId;
  }

  /**
   * An event.
   *
   * @param id of it, or of the last one that had any; empty for none
   */
  record Sent(String type, String data, String id) {}

  /** The event that a line ends, if it ends one. */
  Optional<Sent> take(String line) {
    if (line.isEmpty()) {
      return end();
    }
    int colon = line.indexOf(':');
    String field = colon < 0 ? line : line.substring(0, colon);
    String value = colon < 0 ? "" : line.substring(colon + 1);
    String text = value.startsWith(" ") ? value.substring(1) : value;
    switch (field) {
      case "event" -> type = text;
      case "data" -> data.add(text);
      case "id" -> id = Optional.of(text);
      default -> {} // A comment, or a field that nobody needs here.
    }
    return Optional.empty();
  }

  private Optional<Sent> end() {
    lastId = id.orElse(lastId);
    Optional<Sent> sent =
        data.isEmpty()
            ? Optional.empty()
            : Optional.of(new Sent(type, String.join("\n", data), lastId));
    data.clear();
    type = "";
    id = Optional.empty();
    return sent;
  }
}
