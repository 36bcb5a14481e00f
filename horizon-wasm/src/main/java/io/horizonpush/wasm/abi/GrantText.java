package io.horizonpush.wasm.abi;

import io.horizonpush.wasm.abi.Grant.Place;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads grants. Stateless. */
final class GrantText {

  private static final int LONGEST_PREFIX = 512;
  private static final Set<String> PLAIN =
      Set.of("http.credentials", "http.rewrite", "net.private", "blobs.read");
  private static final Set<String> VALUED =
      Set.of(
          "auth.identity",
          "net",
          "docs.read",
          "docs.write",
          "docs.authors",
          "blobs.write",
          "events");
  private static final Pattern PRINCIPAL = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._@-]{0,127}");
  private static final Pattern SERVER =
      Pattern.compile(
          "(http://)?([A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?|\\[[0-9A-Fa-f:.]{2,45}])(?::(\\d{1,5}))?");

  private GrantText() {}

  static Optional<Grant> parse(String text) {
    int equals = text.indexOf('=');
    String name = equals < 0 ? text : text.substring(0, equals);
    String value = equals < 0 ? "" : text.substring(equals + 1);
    if (PLAIN.contains(name) && equals >= 0) {
      throw refused(text, "takes no value");
    }
    if (VALUED.contains(name) && equals < 0) {
      throw refused(text, "says not what of");
    }
    return switch (name) {
      case "http.credentials" -> Optional.of(new Grant.HttpCredentials());
      case "http.rewrite" -> Optional.of(new Grant.HttpRewrite());
      case "net.private" -> Optional.of(new Grant.NetPrivate());
      case "blobs.read" -> Optional.of(new Grant.BlobsRead());
      case "auth.identity" -> Optional.of(identity(text, value));
      case "net" -> Optional.of(server(text, value));
      case "docs.read" -> Optional.of(new Grant.DocsRead(place(text, value)));
      case "docs.write" -> Optional.of(new Grant.DocsWrite(place(text, value)));
      case "docs.authors" -> authors(text, value);
      case "blobs.write" -> Optional.of(quota(text, value));
      case "events" -> Optional.of(events(text, value));
      default -> throw refused(text, "is none that this node knows");
    };
  }

  static boolean takesValue(String text) {
    return VALUED.contains(text);
  }

  static Optional<Grant> requested(String text) {
    return VALUED.contains(text) && !text.equals("docs.authors")
        ? Optional.of(new Grant.Chosen(text))
        : parse(text);
  }

  private static RefusedPluginException refused(String text, String why) {
    String shown = text.length() > 100 ? text.substring(0, 100) + "…" : text;
    return new RefusedPluginException("the grant " + shown + " " + why);
  }

  private static Grant identity(String text, String value) {
    if (!PRINCIPAL.matcher(value).matches()) {
      throw refused(text, "names no principal");
    }
    if (value.toLowerCase(Locale.ROOT).equals("root")) {
      throw refused(text, "would make a plugin the root owner");
    }
    return new Grant.AuthIdentity(value);
  }

  private static Grant server(String text, String value) {
    Matcher matcher = SERVER.matcher(value);
    if (!matcher.matches()) {
      throw refused(text, "names no server: HOST, HOST:PORT or http://HOST:PORT");
    }
    boolean tls = matcher.group(1) == null;
    String port = matcher.group(3);
    int number = port == null ? (tls ? 443 : 80) : Integer.parseInt(port);
    if (number < 1 || number > 65_535) {
      throw refused(text, "names no port");
    }
    return new Grant.Net(tls, matcher.group(2).toLowerCase(Locale.ROOT), number);
  }

  private static Place place(String text, String value) {
    int slash = value.indexOf('/');
    if (slash < 0 || !ManifestParser.isBucket(value.substring(0, slash))) {
      throw refused(text, "is not of the form BUCKET/PREFIX");
    }
    String prefix = value.substring(slash + 1);
    if (prefix.getBytes(StandardCharsets.UTF_8).length > LONGEST_PREFIX
        || prefix.indexOf('\0') >= 0) {
      throw refused(text, "has a prefix that no key can have");
    }
    return new Place(value.substring(0, slash), prefix);
  }

  private static Optional<Grant> authors(String text, String value) {
    return switch (value) {
      case "self" -> Optional.empty();
      case "members" -> Optional.of(new Grant.DocsOfMembers());
      default -> throw refused(text, "is neither self nor members");
    };
  }

  private static Grant quota(String text, String value) {
    long bytes = Amounts.bytes(value).orElseThrow(() -> refused(text, "is no size such as 100MiB"));
    return new Grant.BlobsWrite(bytes);
  }

  private static Grant events(String text, String value) {
    if (!ManifestParser.isBucket(value)) {
      throw refused(text, "names no bucket");
    }
    return new Grant.Events(value);
  }
}
