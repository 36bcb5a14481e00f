package io.horizonpush.fallback.fill;

import io.horizonpush.s3.model.VersionId;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * When origins were last asked about versions that are here, and what they said. In memory, and not
 * of more versions than there is room for: an origin that is asked once more does no harm.
 *
 * <p>Thread-safe.
 */
final class Sightings {

  private static final int MOST = 100_000;

  /** Of what an origin said of a version. */
  enum Said {
    /** It has it. */
    THERE,
    /** It has nothing under its key. */
    GONE,
    /** It had something else when its bytes were asked for. */
    DOUBTED
  }

  /**
   * What an origin said.
   *
   * @param at by {@link System#nanoTime}
   */
  record Sighting(VersionId version, Said said, long at) {

    boolean isYounger(Duration age) {
      return System.nanoTime() - at < age.toNanos();
    }
  }

  private final Map<Name, Sighting> sightings =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Name, Sighting> eldest) {
          return size() > MOST;
        }
      };

  synchronized void note(Name name, VersionId version, Said said) {
    sightings.put(name, new Sighting(version, said, System.nanoTime()));
  }

  /** Forgets what was said of a key that was written here. */
  synchronized void forget(Name name) {
    sightings.remove(name);
  }

  /** What was said of a version, if that is the last one of its key that was asked about. */
  synchronized Optional<Sighting> find(Name name, VersionId version) {
    return Optional.ofNullable(sightings.get(name)).filter(each -> each.version().equals(version));
  }

  /** Whether nothing is at a key as far as its origin goes. */
  synchronized boolean isGone(Name name) {
    return Optional.ofNullable(sightings.get(name))
        .filter(each -> each.said() == Said.GONE)
        .isPresent();
  }
}
