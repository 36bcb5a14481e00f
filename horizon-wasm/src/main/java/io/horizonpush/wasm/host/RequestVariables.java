package io.horizonpush.wasm.host;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Variables of a request that the plugins of its chain share. Confined to the request. */
public final class RequestVariables {

  private static final int MOST = 16;

  private final Map<String, byte[]> values = new HashMap<>();

  Optional<byte[]> find(String name) {
    return Optional.ofNullable(values.get(name));
  }

  /** Sets one; false if there are too many. */
  boolean set(String name, byte[] value) {
    if (values.size() == MOST && !values.containsKey(name)) {
      return false;
    }
    values.put(name, value);
    return true;
  }
}
