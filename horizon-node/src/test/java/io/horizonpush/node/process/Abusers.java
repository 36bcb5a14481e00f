package io.horizonpush.node.process;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.horizonpush.wasm.kit.ManifestSection;
import io.horizonpush.wasm.testing.Guests;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Plugins that mean harm, as {@code abuse.wat} says by letters, and what a node tells of them. */
final class Abusers {

  private static final JsonMapper JSON = new JsonMapper();

  private Abusers() {}

  /**
   * Installs one that is met by keys below {@code NAME/}.
   *
   * @param more fields of its manifest, as JSON with single quotes
   * @param settings what it does, as JSON with single quotes
   */
  static JsonNode install(NodeUnderTest node, String name, String more, String settings) {
    return node.order("/admin/v1/plugins", order(name, more, settings));
  }

  /** What asks a node to install one. */
  static String order(String name, String more, String settings) {
    String manifest =
        "{'abi': 1, 'name': 'abuse', 'version': '1.0.0', 'phases': ['request'],"
            + " 'config': {'type': 'object'}, %s}".formatted(more);
    byte[] plugin =
        ManifestSection.embed(Guests.bytes("abuse"), manifest.replace('\'', '"').getBytes(UTF_8));
    ObjectNode order = JSON.createObjectNode();
    order.put("file", Base64.getEncoder().encodeToString(plugin));
    order.put("as", name);
    order.put("settings", settings.replace('\'', '"'));
    order.put("match", "key=" + name + "/*");
    return order.toString();
  }

  /** A figure of the page of metrics; 0 for one that is not there. */
  static double metric(String page, String series) {
    Matcher found =
        Pattern.compile("^" + Pattern.quote(series) + " (\\S+)$", Pattern.MULTILINE).matcher(page);
    return found.find() ? Double.parseDouble(found.group(1)) : 0;
  }

  /** The sum of all series of a metric. */
  static double sum(String page, String name) {
    return Pattern.compile("^" + name + "\\{.*} (\\S+)$", Pattern.MULTILINE)
        .matcher(page)
        .results()
        .mapToDouble(found -> Double.parseDouble(found.group(1)))
        .sum();
  }
}
