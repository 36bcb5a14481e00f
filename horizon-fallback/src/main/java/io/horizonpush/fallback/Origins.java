package io.horizonpush.fallback;

import io.horizonpush.fallback.aws.AwsOrigins;
import io.horizonpush.fallback.azure.AzureOrigins;
import io.horizonpush.fallback.gcp.GoogleOrigins;
import io.horizonpush.fallback.origin.AddressGuard;
import io.horizonpush.fallback.origin.Origin;
import io.horizonpush.fallback.origin.OriginConnection;
import io.horizonpush.fallback.origin.OriginException;
import io.horizonpush.fallback.origin.OriginLimits;
import io.horizonpush.fallback.origin.ReadOnlyOrigin;
import org.jspecify.annotations.Nullable;

/**
 * The origins of a node, each spoken to by its cloud's SDK.
 *
 * <p>An SDK is loaded when the first origin of its cloud is opened, which takes up to a second, and
 * not before; origins of one cloud share one HTTP client. So a node opens them behind its start.
 *
 * <p>Thread-safe.
 */
public final class Origins implements AutoCloseable {

  private final OriginLimits limits;
  private final AddressGuard guard = new AddressGuard();
  private @Nullable AwsOrigins aws;
  private @Nullable GoogleOrigins google;
  private @Nullable AzureOrigins azure;

  public Origins(OriginLimits limits) {
    this.limits = limits;
  }

  /**
   * Opens an origin. Of the network it asks the address of its host alone.
   *
   * @throws OriginException misconfigured, when the host is not public and need not be; wrong
   *     credentials, when they cannot be read; unavailable, when the host has no address
   */
  public Origin open(OriginConnection connection) {
    if (connection.allowPrivate()) {
      guard.permit(connection.place().endpoint());
    } else {
      guard.checkUnpermitted(connection.place().endpoint());
    }
    Origin origin = speaking(connection);
    return connection.description().readOnly() ? new ReadOnlyOrigin(origin) : origin;
  }

  private synchronized Origin speaking(OriginConnection connection) {
    return switch (connection.place().type()) {
      case AWS_S3, S3 -> {
        AwsOrigins made = aws == null ? new AwsOrigins(limits, guard) : aws;
        aws = made;
        yield made.open(connection);
      }
      case GCS -> {
        GoogleOrigins made = google == null ? new GoogleOrigins(limits, guard) : google;
        google = made;
        yield made.open(connection);
      }
      case AZURE_BLOB -> {
        AzureOrigins made = azure == null ? new AzureOrigins(limits, guard) : azure;
        azure = made;
        yield made.open(connection);
      }
    };
  }

  @Override
  public synchronized void close() {
    if (aws != null) {
      aws.close();
    }
    if (google != null) {
      google.close();
    }
  }
}
