package io.horizonpush.node.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.horizonpush.node.admin.AdminJson;
import io.horizonpush.node.admin.EventKind;
import io.horizonpush.node.config.EnumWords;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Shows events: for programs as they come, one line each; for people what is another than before,
 * also where the node had to tell everything anew. Confined to one thread.
 */
final class EventView {

  private final Console console;
  private final boolean json;
  private final Map<Key, JsonNode> known = new LinkedHashMap<>();
  private final Set<Key> heard = new HashSet<>();
  private boolean everything;
  private boolean begun;

  EventView(Console console, boolean json) {
    this.console = console;
    this.json = json;
  }

  private record Data(Optional<String> kind, Optional<String> id, Optional<JsonNode> value) {}

  private record Key(String kind, String id) {}

  private record Line(
      String type, Optional<String> kind, Optional<String> id, Optional<JsonNode> value) {}

  /**
   * Shows an event.
   *
   * @throws IllegalArgumentException if it is none
   */
  void show(EventReader.Sent sent) {
    Data data = AdminJson.readAnswer(sent.data(), Data.class);
    if (json) {
      // Of a value that is missing Jackson makes one that is null.
      Optional<JsonNode> value = data.value().filter(each -> !each.isNull());
      console.json(new Line(sent.type(), data.kind(), data.id(), value));
      return;
    }
    Key key = new Key(data.kind().orElse(""), data.id().orElse(""));
    switch (sent.type()) {
      case "snapshot" -> {
        everything = true;
        heard.clear();
      }
      case "set" -> data.value().ifPresent(value -> set(key, value));
      case "gone" -> gone(key);
      case "complete" -> {
        everything = false;
        begun = true;
        known.keySet().stream().filter(each -> !heard.contains(each)).toList().forEach(this::gone);
      }
      default -> {} // Of a newer node.
    }
  }

  private void set(Key key, JsonNode value) {
    if (everything) {
      heard.add(key);
    }
    JsonNode before = known.put(key, value);
    if (begun && !value.equals(before) && !isProgress(key, before, value)) {
      say("", key, value);
    }
  }

  /** How far a transfer is, is not said each time, nor that it has been over for long. */
  private static boolean isProgress(Key key, @Nullable JsonNode before, JsonNode now) {
    return isTransfer(key)
        && before != null
        && words(EventKind.TRANSFER, before).equals(words(EventKind.TRANSFER, now));
  }

  private static boolean isTransfer(Key key) {
    return kind(key).filter(EventKind.TRANSFER::equals).isPresent();
  }

  private static String words(EventKind kind, JsonNode value) {
    return EventWords.of(AdminJson.readAnswer(value.toString(), kind.type()));
  }

  private void gone(Key key) {
    JsonNode before = known.remove(key);
    if (begun && before != null && !isTransfer(key)) {
      say("gone: ", key, before);
    }
  }

  private void say(String before, Key key, JsonNode value) {
    kind(key)
        .map(kind -> words(kind, value))
        .ifPresent(
            text ->
                console.line(
                    "%s  %s%s"
                        .formatted(Instant.now().truncatedTo(ChronoUnit.SECONDS), before, text)));
  }

  /** Nothing for one that this program does not know, because the node is newer. */
  private static Optional<EventKind> kind(Key key) {
    return Stream.of(EventKind.values())
        .filter(kind -> EnumWords.of(kind).equals(key.kind()))
        .findFirst();
  }
}
