package io.horizonpush.node.config;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.horizonpush.iroh.disk.FileErrors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A {@code horizon.yaml} as a flat map from keys to texts and lines, and beside it the list of its
 * origins, each such a map. Reads tokens, not objects: a value keeps its line, and start-up does
 * not pay for object mapping. Confined to one thread.
 */
final class YamlSettings {

  private static final String ORIGINS = "origins";

  private final Path file;
  private final JsonParser parser;
  private final Map<String, GivenValue> values = new LinkedHashMap<>();
  private final List<Item> origins = new ArrayList<>();

  /**
   * What a file says.
   *
   * @param origins in the order in which they stand there
   */
  record Content(Map<String, GivenValue> values, List<Item> origins) {}

  /** An item of a list that has fields. */
  record Item(SettingSource source, Map<String, GivenValue> fields) {}

  private YamlSettings(Path file, JsonParser parser) {
    this.file = file;
    this.parser = parser;
  }

  static Content read(Path file) {
    try (JsonParser parser = new YAMLFactory().createParser(Files.readString(file))) {
      return new YamlSettings(file, parser).readDocument();
    } catch (JsonProcessingException e) {
      int line = e.getLocation() == null ? 1 : e.getLocation().getLineNr();
      String problem = e.getOriginalMessage().lines().findFirst().orElse("cannot be read");
      throw new ConfigException(file + ":" + line + ": not valid YAML: " + problem, e);
    } catch (IOException e) {
      throw new ConfigException(file + ": " + FileErrors.reason(e), e);
    }
  }

  private Content readDocument() throws IOException {
    JsonToken first = parser.nextToken();
    if (first == null || first == JsonToken.VALUE_NULL) {
      return new Content(values, origins);
    }
    if (first != JsonToken.START_OBJECT) {
      throw problem("", "a mapping of settings is expected here");
    }
    readSection("");
    if (parser.nextToken() != null) {
      throw problem("", "only one YAML document is allowed");
    }
    return new Content(values, origins);
  }

  private void readSection(String prefix) throws IOException {
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String key = prefix + parser.currentName();
      int line = parser.currentTokenLocation().getLineNr();
      JsonToken value = parser.nextToken();
      if (key.equals(ORIGINS)) {
        readOrigins(value);
      } else if (value == JsonToken.START_OBJECT) {
        readSection(key + ".");
      } else {
        String text = value == JsonToken.START_ARRAY ? readList(key) : readScalar(key, value);
        if (values.put(key, new GivenValue(text, new SettingSource.FileLine(file, line))) != null) {
          throw problem(key, "is set twice");
        }
      }
    }
  }

  private void readOrigins(JsonToken first) throws IOException {
    if (first != JsonToken.START_ARRAY || !origins.isEmpty()) {
      throw problem(ORIGINS, "is one list, each of its items with a name, a type and a bucket");
    }
    for (JsonToken item = parser.nextToken();
        item != JsonToken.END_ARRAY;
        item = parser.nextToken()) {
      if (item != JsonToken.START_OBJECT) {
        throw problem(ORIGINS, "has an item without fields: give it a name, a type and a bucket");
      }
      origins.add(readOrigin());
    }
  }

  private Item readOrigin() throws IOException {
    SettingSource source =
        new SettingSource.FileLine(file, parser.currentTokenLocation().getLineNr());
    Map<String, GivenValue> fields = new LinkedHashMap<>();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      int line = parser.currentTokenLocation().getLineNr();
      String text = readScalar(name, parser.nextToken());
      if (fields.put(name, new GivenValue(text, new SettingSource.FileLine(file, line))) != null) {
        throw problem(name, "is set twice");
      }
    }
    return new Item(source, fields);
  }

  private String readList(String key) throws IOException {
    List<String> items = new ArrayList<>();
    for (JsonToken item = parser.nextToken();
        item != JsonToken.END_ARRAY;
        item = parser.nextToken()) {
      items.add(readScalar(key, item));
    }
    return String.join(",", items);
  }

  private String readScalar(String key, JsonToken token) throws IOException {
    if (!token.isScalarValue() || token == JsonToken.VALUE_NULL) {
      throw problem(key, "has no value");
    }
    return parser.getText();
  }

  private ConfigException problem(String key, String what) {
    String where = file + ":" + parser.currentTokenLocation().getLineNr() + ": ";
    return new ConfigException(where + (key.isEmpty() ? "" : "'" + key + "' ") + what);
  }
}
