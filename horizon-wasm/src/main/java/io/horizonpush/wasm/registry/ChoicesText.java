package io.horizonpush.wasm.registry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.horizonpush.wasm.abi.Grants;
import io.horizonpush.wasm.abi.MatchText;
import io.horizonpush.wasm.chain.OnError;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/** Choices as a store keeps them: settings apart, because they may hold secrets. Stateless. */
public final class ChoicesText {

  private static final ObjectMapper JSON = new ObjectMapper();

  private ChoicesText() {}

  /** All but the settings. */
  public static String write(Choices choices) {
    ObjectNode text = JSON.createObjectNode();
    choices.grants().texts().forEach(text.putArray("grants")::add);
    choices.priority().ifPresent(priority -> text.put("priority", priority));
    text.put("match", MatchText.write(choices.match()));
    text.put("on-error", choices.onError().name());
    text.put("instances", choices.instances());
    return text.toString();
  }

  /**
   * Choices that were written so.
   *
   * @throws IllegalStateException if they were not
   */
  public static Choices read(String text, String settings) {
    try {
      JsonNode json = JSON.readTree(text);
      List<String> grants = new ArrayList<>();
      json.path("grants").forEach(grant -> grants.add(grant.asText()));
      return new Choices(
          Grants.of(grants),
          settings,
          json.has("priority") ? OptionalInt.of(json.get("priority").asInt()) : OptionalInt.empty(),
          MatchText.parse(json.path("match").asText()),
          OnError.valueOf(json.path("on-error").asText()),
          json.path("instances").asInt());
    } catch (JsonProcessingException | RuntimeException e) {
      throw new IllegalStateException("The choices for a plugin are not as they were written", e);
    }
  }
}
