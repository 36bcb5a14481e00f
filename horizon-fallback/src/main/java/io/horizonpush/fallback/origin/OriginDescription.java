package io.horizonpush.fallback.origin;

import java.net.URI;
import java.util.Optional;

/**
 * What anybody may know of an origin: its place, and how it is spoken to. It holds no credentials
 * and is what members tell each other.
 *
 * @param region that requests to S3 are signed for; empty for the other types
 * @param pathStyle whether the bucket stands in the path rather than in the host name; of S3 alone
 * @param readOnly whether nothing is ever written or deleted there
 */
public record OriginDescription(
    OriginPlace place, String region, boolean pathStyle, boolean readOnly) {

  /** What stores that know no regions are signed for. */
  private static final String USUAL_REGION = "us-east-1";

  public OriginDescription {
    if (isS3(place.type())) {
      OriginEndpoint.requireRegion(region);
    } else if (!region.isEmpty() || pathStyle) {
      throw OriginException.misconfigured(
          "an origin of type %s has neither a region nor path style: leave them out"
              .formatted(place.type()));
    }
  }

  /**
   * What an operator says of an origin, as it was typed.
   *
   * @param account of Azure, which its endpoint follows from
   * @param pathStyle if not given, compatible stores are spoken to so and Amazon is not
   */
  public record Input(
      OriginType type,
      Optional<String> endpoint,
      Optional<String> region,
      Optional<String> account,
      String bucket,
      String prefix,
      Optional<Boolean> pathStyle,
      boolean readOnly) {

    /** An input of what every type needs. */
    public static Input of(OriginType type, String bucket) {
      return new Input(
          type,
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          bucket,
          "",
          Optional.empty(),
          false);
    }

    public Input withEndpoint(String url) {
      return new Input(
          type, Optional.of(url), region, account, bucket, prefix, pathStyle, readOnly);
    }

    public Input withRegion(String name) {
      return new Input(
          type, endpoint, Optional.of(name), account, bucket, prefix, pathStyle, readOnly);
    }

    public Input withAccount(String name) {
      return new Input(
          type, endpoint, region, Optional.of(name), bucket, prefix, pathStyle, readOnly);
    }

    public Input withPrefix(String keys) {
      return new Input(type, endpoint, region, account, bucket, keys, pathStyle, readOnly);
    }

    public Input withPathStyle(boolean style) {
      return new Input(
          type, endpoint, region, account, bucket, prefix, Optional.of(style), readOnly);
    }

    public Input withReadOnly(boolean only) {
      return new Input(type, endpoint, region, account, bucket, prefix, pathStyle, only);
    }
  }

  /**
   * The description of what was typed.
   *
   * @throws OriginException misconfigured, saying what to change
   */
  public static OriginDescription of(Input input) {
    OriginType type = input.type();
    if (input.account().isPresent() && type != OriginType.AZURE_BLOB) {
      throw OriginException.misconfigured("an origin of type %s has no account".formatted(type));
    }
    String region = input.region().orElse(type == OriginType.S3 ? USUAL_REGION : "");
    if (type == OriginType.AWS_S3 && region.isEmpty()) {
      throw OriginException.misconfigured("an origin of type aws-s3 needs a region");
    }
    return new OriginDescription(
        new OriginPlace(type, endpoint(input, region), input.bucket(), input.prefix()),
        region,
        input.pathStyle().orElse(type == OriginType.S3),
        input.readOnly());
  }

  private static URI endpoint(Input input, String region) {
    if (input.endpoint().isPresent()) {
      return OriginEndpoint.given(input.endpoint().get());
    }
    return switch (input.type()) {
      case AWS_S3 -> OriginEndpoint.ofAws(region);
      case GCS -> OriginEndpoint.ofGoogle();
      case AZURE_BLOB -> OriginEndpoint.ofAzure(input.account());
      case S3 ->
          throw OriginException.misconfigured(
              "an origin of type s3 needs an endpoint, such as https://s3.example.com");
    };
  }

  private static boolean isS3(OriginType type) {
    return type == OriginType.AWS_S3 || type == OriginType.S3;
  }
}
