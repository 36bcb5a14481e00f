package io.horizonpush.wasm.host;

import io.horizonpush.s3.model.BlobHash;
import io.horizonpush.s3.model.Bucket;
import io.horizonpush.wasm.abi.HeaderField;
import io.horizonpush.wasm.abi.Side;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A request that a test makes up. Confined to one test. */
final class TestingView implements RequestView {

  final Map<Property, String> properties = new EnumMap<>(Property.class);
  final Map<String, String> query = new HashMap<>();
  final Map<Side, List<HeaderField>> headers = new EnumMap<>(Side.class);
  final List<String> changes = new ArrayList<>();
  Optional<ObjectBlob> object = Optional.empty();
  Optional<Bucket> bucket = Optional.empty();
  boolean takes = true;

  TestingView() {
    headers.put(Side.REQUEST, new ArrayList<>());
    headers.put(Side.ANSWER, new ArrayList<>());
  }

  TestingView header(Side side, String name, String value) {
    headers(side).add(new HeaderField(name, value));
    return this;
  }

  @Override
  public Optional<String> property(Property property) {
    return Optional.ofNullable(properties.get(property));
  }

  @Override
  public Optional<String> query(String name) {
    return Optional.ofNullable(query.get(name));
  }

  @Override
  public List<HeaderField> headers(Side side) {
    return headers.getOrDefault(side, List.of());
  }

  @Override
  public boolean setHeader(Side side, String name, String value) {
    changes.add(side + " " + name + ": " + value);
    return takes;
  }

  @Override
  public boolean removeHeader(Side side, String name) {
    changes.add(side + " without " + name);
    return takes;
  }

  @Override
  public boolean rewrite(Optional<String> toBucket, Optional<String> toKey) {
    changes.add("to " + toBucket.orElse("-") + "/" + toKey.orElse("-"));
    return takes;
  }

  @Override
  public boolean replaceBody(BlobHash blob) {
    changes.add("body " + blob);
    return takes;
  }

  @Override
  public Optional<ObjectBlob> object() {
    return object;
  }

  @Override
  public Optional<Bucket> bucket() {
    return bucket;
  }
}
