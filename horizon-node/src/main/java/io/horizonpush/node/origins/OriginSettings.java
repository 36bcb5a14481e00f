package io.horizonpush.node.origins;

import io.horizonpush.fallback.origin.Meter;
import io.horizonpush.fallback.origin.OriginConnection;
import io.horizonpush.fallback.origin.OriginDescription;
import io.horizonpush.fallback.origin.OriginException;
import io.horizonpush.fallback.origin.OriginPlace;
import io.horizonpush.fallback.origin.OriginType;
import io.horizonpush.node.config.OriginInput;
import java.util.Optional;

/**
 * All that a node knows of an origin before it asks there.
 *
 * @param bytes that may be read there
 * @param requests that may be made there
 */
public record OriginSettings(
    OriginConnection connection, Optional<Meter.Limit> bytes, Optional<Meter.Limit> requests) {

  /**
   * What an operator describes.
   *
   * @throws OriginException misconfigured, saying what to change
   * @throws IllegalArgumentException for a budget that is none
   */
  public static OriginSettings of(OriginInput input) {
    OriginDescription description =
        OriginDescription.of(
            new OriginDescription.Input(
                OriginType.named(input.type()),
                input.endpoint(),
                input.region(),
                input.account(),
                input.bucket(),
                input.prefix().orElse(""),
                input.pathStyle(),
                input.readOnly().orElse(false)));
    return new OriginSettings(
        new OriginConnection(
            description,
            GivenCredentials.of(input.access(), input.account()),
            input.allowPrivate().orElse(false)),
        input.budget().map(BudgetText::parseBytes),
        input.maxRequests().map(BudgetText::parseRequests));
  }

  /** Where the origin is. */
  public OriginPlace place() {
    return connection.place();
  }
}
