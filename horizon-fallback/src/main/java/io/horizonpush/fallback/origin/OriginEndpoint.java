package io.horizonpush.fallback.origin;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The URL of a cloud's service as an origin's id has it, so that two spellings of one place are the
 * same: scheme and host in lower case, no default port, no slash at the end.
 *
 * <p>What is not given follows from the type: {@code https://s3.REGION.amazonaws.com}, {@code
 * https://storage.googleapis.com}, {@code https://ACCOUNT.blob.core.windows.net}.
 */
final class OriginEndpoint {

  private static final Pattern REGION = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");
  private static final Pattern ACCOUNT = Pattern.compile("[a-z0-9]{3,24}");

  private OriginEndpoint() {}

  /** What is given, in its one spelling. */
  static URI given(String text) {
    URI uri = parse(text);
    String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
    if (!scheme.equals("https") && !scheme.equals("http")) {
      throw wrong(text, "it has to begin with https:// or http://");
    }
    if (uri.getHost() == null) {
      throw wrong(text, "it names no host");
    }
    if (uri.getRawUserInfo() != null) {
      // Not repeated: what stands there may be a password.
      throw OriginException.misconfigured(
          "the endpoint of an origin holds a user or a password: give credentials by themselves");
    }
    if (uri.getRawQuery() != null || uri.getRawFragment() != null) {
      throw OriginException.misconfigured(
          "the endpoint of an origin has a query: give its URL alone, a signature by itself");
    }
    return canonical(uri, scheme);
  }

  /** Amazon's own of a region. */
  static URI ofAws(String region) {
    requireRegion(region);
    return URI.create(
        "https://s3.%s.amazonaws.com%s".formatted(region, region.startsWith("cn-") ? ".cn" : ""));
  }

  static URI ofGoogle() {
    return URI.create("https://storage.googleapis.com");
  }

  /** Azure's of a storage account. */
  static URI ofAzure(Optional<String> account) {
    String name =
        account.orElseThrow(
            () ->
                OriginException.misconfigured(
                    "an origin of type azure-blob needs an account or an endpoint"));
    if (!ACCOUNT.matcher(name).matches()) {
      throw OriginException.misconfigured(
          "'%s' is no name of an Azure account: 3 to 24 small letters and digits".formatted(name));
    }
    return URI.create("https://%s.blob.core.windows.net".formatted(name));
  }

  static void requireRegion(String region) {
    if (!REGION.matcher(region).matches()) {
      throw OriginException.misconfigured(
          "'%s' is no region: use a name such as eu-central-1".formatted(region));
    }
  }

  private static URI parse(String text) {
    try {
      return new URI(text.strip());
    } catch (URISyntaxException e) {
      throw OriginException.misconfigured(
          "the endpoint of an origin is no URL: use one such as https://s3.example.com");
    }
  }

  private static URI canonical(URI uri, String scheme) {
    int usual = scheme.equals("https") ? 443 : 80;
    int port = uri.getPort() == usual ? -1 : uri.getPort();
    String path = uri.getRawPath() == null ? "" : uri.getRawPath().replaceAll("/+$", "");
    String host = uri.getHost().toLowerCase(Locale.ROOT);
    return URI.create(scheme + "://" + host + (port < 0 ? "" : ":" + port) + path);
  }

  private static OriginException wrong(String text, String why) {
    return OriginException.misconfigured(
        "the endpoint '%s' cannot be used: %s".formatted(text, why));
  }
}
