package io.horizonpush.s3.model;

import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * The texts of a {@link BucketSetting} with what they mean, so that a text is parsed once while it
 * is in use. Needs no invalidation: another text is another entry. Bounded: when full it begins
 * anew. Thread-safe.
 *
 * @param <T> what a text means
 */
public final class SettingCache<T> {

  private static final int MOST = 1024;

  private final ConcurrentHashMap<String, T> byText = new ConcurrentHashMap<>();

  /**
   * What a text means.
   *
   * @param parse finds it out; what it throws is thrown on, and nothing is kept
   */
  public T get(String text, Function<String, T> parse) {
    T known = byText.get(text);
    if (known != null) {
      return known;
    }
    if (byText.size() >= MOST) {
      byText.clear();
    }
    T parsed = parse.apply(text);
    byText.put(text, parsed);
    return parsed;
  }
}
