package io.horizonpush.node.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What keeps a version from being removed.
 *
 * @param hold whether it is held; nothing where nobody ever said
 */
record ModelLock(Optional<ModelRetention> retention, Optional<Boolean> hold) {

  static final ModelLock NONE = new ModelLock(Optional.empty(), Optional.empty());

  boolean isNone() {
    return equals(NONE);
  }

  ModelLock withRetention(Optional<ModelRetention> other) {
    return new ModelLock(other, hold);
  }

  ModelLock withHold(boolean on) {
    return new ModelLock(retention, Optional.of(on));
  }

  /** Whether the version cannot be removed. */
  boolean keeps(boolean bypass, Answer answer) {
    return hold.orElse(false)
        || retention
            .filter(each -> each.isCompliance() || !bypass)
            .filter(answer::isInForce)
            .isPresent();
  }

  /**
   * This with another retention, or none.
   *
   * @throws Failure {@code AccessDenied}
   */
  ModelLock changed(Optional<ModelRetention> asked, boolean bypass, Answer answer) {
    boolean refused =
        retention
            .filter(each -> asked.filter(each::isKeptBy).isEmpty())
            .filter(each -> each.isCompliance() || !bypass)
            .filter(answer::isInForce)
            .isPresent();
    if (refused) {
      throw Failure.locked();
    }
    return withRetention(asked);
  }

  /** The headers that ask for it. */
  List<String> headers() {
    List<String> lines = new ArrayList<>();
    retention.ifPresent(
        each -> {
          lines.add("x-amz-object-lock-mode: " + each.mode());
          lines.add("x-amz-object-lock-retain-until-date: " + each.latest());
        });
    hold.ifPresent(on -> lines.add("x-amz-object-lock-legal-hold: " + word(on)));
    return lines;
  }

  /** What the answer to a read says of it; the moment of the end is read by itself. */
  List<String> facts() {
    return List.of(
        "lock: " + retention.map(ModelRetention::mode).orElse(""),
        "hold: " + hold.map(ModelLock::word).orElse(""));
  }

  static String word(boolean on) {
    return on ? "ON" : "OFF";
  }
}
