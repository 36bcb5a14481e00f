package io.horizonpush.node.process;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.UnaryOperator;

/**
 * What was promised of versions, and of each key at most one change whose outcome is unknown.
 * Thread-safe as far as each key is changed by one client.
 */
final class VersionBook {

  private final Map<Name, KeyState> states = new ConcurrentHashMap<>();
  private final ConcurrentLinkedQueue<String> faults = new ConcurrentLinkedQueue<>();

  /** A key of a bucket. */
  record Name(String bucket, String key) {}

  /** Until when a version is kept. */
  record Period(String mode, Instant until) {

    boolean isCompliance() {
      return mode.equals("COMPLIANCE");
    }
  }

  /** What keeps a version; all ends are far away. */
  record Lock(Optional<Period> period, boolean hold) {

    static final Lock NONE = new Lock(Optional.empty(), false);

    boolean refuses(boolean bypass) {
      return hold || period.filter(each -> each.isCompliance() || !bypass).isPresent();
    }
  }

  /**
   * A version that is there.
   *
   * @param body nothing of a delete marker
   */
  record Version(String id, Optional<Body> body, Lock lock) {}

  /** A change that was sent. */
  sealed interface Pending {

    /** A new version, whose id is unknown. */
    record Write(Optional<Body> body, Lock lock) implements Pending {}

    /** The removal of a version. */
    record Removal(String id) implements Pending {}

    /** Another lock of a version. */
    record Locking(String id, Lock lock) implements Pending {}
  }

  /**
   * What is known of a key.
   *
   * @param versions that are there, the newest first
   * @param pending that was sent and not answered
   */
  record KeyState(List<Version> versions, Optional<Pending> pending) {

    static final KeyState NONE = new KeyState(List.of(), Optional.empty());

    KeyState {
      versions = List.copyOf(versions);
    }

    Optional<Version> find(String id) {
      return versions.stream().filter(each -> each.id().equals(id)).findFirst();
    }

    KeyState with(Pending change) {
      return new KeyState(versions, Optional.of(change));
    }

    /** With one version more, on top; and nothing pending. */
    KeyState written(Version version) {
      List<Version> more = new ArrayList<>(List.of(version));
      more.addAll(versions);
      return new KeyState(more, Optional.empty());
    }

    KeyState without(String id) {
      return new KeyState(
          versions.stream().filter(each -> !each.id().equals(id)).toList(), Optional.empty());
    }

    KeyState locked(String id, Lock lock) {
      return new KeyState(
          versions.stream()
              .map(each -> each.id().equals(id) ? new Version(id, each.body(), lock) : each)
              .toList(),
          Optional.empty());
    }

    KeyState settled() {
      return new KeyState(versions, Optional.empty());
    }
  }

  KeyState of(Name name) {
    return states.getOrDefault(name, KeyState.NONE);
  }

  void change(Name name, UnaryOperator<KeyState> change) {
    states.put(name, change.apply(of(name)));
  }

  List<Name> names(String bucket) {
    return states.keySet().stream().filter(name -> name.bucket().equals(bucket)).toList();
  }

  /** Takes note of an answer that no client may get. */
  void fault(String what) {
    faults.add(what);
  }

  List<String> faults() {
    return List.copyOf(faults);
  }
}
