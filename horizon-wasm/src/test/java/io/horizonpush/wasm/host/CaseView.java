package io.horizonpush.wasm.host;

import com.fasterxml.jackson.databind.JsonNode;
import io.horizonpush.s3.model.BlobHash;
import io.horizonpush.s3.model.Bucket;
import io.horizonpush.wasm.abi.HeaderField;
import io.horizonpush.wasm.abi.Side;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The request of a case, as a plugin sees and changes it. Confined to one test. */
final class CaseView implements RequestView {

  private final Map<Property, String> properties = new EnumMap<>(Property.class);
  private final Map<Side, List<HeaderField>> headers = new EnumMap<>(Side.class);
  private final JsonNode query;
  private final Bucket bucket;
  Optional<ObjectBlob> object = Optional.empty();
  Optional<BlobHash> replacement = Optional.empty();

  CaseView(JsonNode request, Bucket bucket) {
    this.query = request.path("query");
    this.bucket = bucket;
    headers.put(Side.REQUEST, headers(request));
    headers.put(Side.ANSWER, new ArrayList<>());
  }

  static List<HeaderField> headers(JsonNode head) {
    List<HeaderField> all = new ArrayList<>();
    head.path("headers")
        .properties()
        .forEach(
            field ->
                all.add(
                    new HeaderField(
                        field.getKey().toLowerCase(Locale.ROOT), field.getValue().asText())));
    return all;
  }

  void put(Property property, JsonNode value) {
    if (!value.isMissingNode()) {
      properties.put(property, value.asText());
    }
  }

  void put(Property property, String value) {
    properties.put(property, value);
  }

  /** Lets a property say what a header does, if that is there. */
  void putHeader(Property property, Side side, String name) {
    headers(side).stream()
        .filter(header -> header.name().equals(name))
        .findFirst()
        .ifPresent(header -> put(property, header.value()));
  }

  @Override
  public Optional<String> property(Property property) {
    return Optional.ofNullable(properties.get(property));
  }

  @Override
  public Optional<String> query(String name) {
    return query.has(name) ? Optional.of(query.path(name).asText()) : Optional.empty();
  }

  @Override
  public List<HeaderField> headers(Side side) {
    return headers.getOrDefault(side, List.of());
  }

  @Override
  public boolean setHeader(Side side, String name, String value) {
    removeHeader(side, name);
    return headers(side).add(new HeaderField(name, value));
  }

  @Override
  public boolean removeHeader(Side side, String name) {
    return headers(side).removeIf(header -> header.name().equals(name));
  }

  @Override
  public boolean rewrite(Optional<String> toBucket, Optional<String> toKey) {
    toBucket.ifPresent(name -> properties.put(Property.BUCKET, name));
    toKey.ifPresent(name -> properties.put(Property.KEY, name));
    return true;
  }

  @Override
  public boolean replaceBody(BlobHash blob) {
    replacement = Optional.of(blob);
    return true;
  }

  @Override
  public Optional<ObjectBlob> object() {
    return object;
  }

  @Override
  public Optional<Bucket> bucket() {
    return Optional.of(bucket);
  }
}
