package io.horizonpush.node.admin;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What came of trying an origin.
 *
 * @param good whether the node can use it
 * @param steps in the order in which they were tried: what needs one that failed is not
 */
public record OriginTrialReport(String name, boolean good, List<Step> steps) {

  public OriginTrialReport {
    steps = List.copyOf(steps);
  }

  /**
   * One thing that was tried.
   *
   * @param failure what is wrong and what to do; nothing where it went well
   */
  public record Step(String name, Duration took, Optional<String> failure) {}
}
