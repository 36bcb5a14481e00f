package io.horizonpush.node.admin;

import com.fasterxml.jackson.databind.JsonNode;
import io.horizonpush.s3.model.KeyGrant;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The admin API's paths about access keys. Immutable. */
final class KeyRoutes {

  static final String KEYS = "/admin/v1/keys";

  private static final String ROTATE = "/rotate";
  private static final Pattern DAYS = Pattern.compile("(\\d{1,5})d");
  private static final int MAX_NAME = 64;

  private final NodeControl control;

  KeyRoutes(NodeControl control) {
    this.control = control;
  }

  AdminResponse answer(AdminRequest request) {
    String id = request.path().substring(KEYS.length());
    if (id.isEmpty()) {
      return switch (request.method()) {
        case "GET", "HEAD" -> AdminResponse.json(200, AdminJson.ofKeys(control.keys()));
        case "POST" -> create(AdminJson.read(request.body()));
        default -> AdminResponse.wrongMethod("GET, POST");
      };
    }
    if (id.endsWith(ROTATE)) {
      return request.method().equals("POST")
          ? rotate(id.substring(1, id.length() - ROTATE.length()))
          : AdminResponse.wrongMethod("POST");
    }
    return request.method().equals("DELETE")
        ? revoke(id.substring(1))
        : AdminResponse.wrongMethod("DELETE");
  }

  private AdminResponse create(JsonNode asked) {
    String name = asked.path("name").asText();
    if (name.isBlank() || name.length() > MAX_NAME || name.chars().anyMatch(c -> c < ' ')) {
      throw new IllegalArgumentException("name must have 1 to " + MAX_NAME + " characters");
    }
    List<KeyGrant> grants = new ArrayList<>();
    asked.path("grants").forEach(grant -> grants.add(KeyGrant.parse(grant.asText())));
    Optional<Duration> lifetime =
        Optional.of(asked.path("expires").asText())
            .filter(text -> !text.isEmpty())
            .map(KeyRoutes::lifetime);
    return AdminResponse.json(201, AdminJson.of(control.createKey(name, grants, lifetime)));
  }

  /** A time such as {@code 30d}, {@code 12h} or {@code 90m}. */
  private static Duration lifetime(String text) {
    Matcher days = DAYS.matcher(text);
    try {
      Duration lifetime =
          days.matches()
              ? Duration.ofDays(Long.parseLong(days.group(1)))
              : Duration.parse("PT" + text.toUpperCase(Locale.ROOT));
      if (lifetime.isPositive()) {
        return lifetime;
      }
    } catch (DateTimeParseException e) {
      // falls through to the one answer for everything that is no time
    }
    throw new IllegalArgumentException(
        "expires must be a time such as 30d, 12h or 90m, not " + text);
  }

  private AdminResponse rotate(String id) {
    return control
        .rotateKey(id)
        .map(key -> AdminResponse.json(200, AdminJson.of(key)))
        .orElseGet(() -> noSuchKey(id));
  }

  private AdminResponse revoke(String id) {
    return control.revokeKey(id) ? AdminResponse.json(200, AdminJson.revoked(id)) : noSuchKey(id);
  }

  private static AdminResponse noSuchKey(String id) {
    return AdminResponse.error(
        404, "NoSuchKey", "There is no access key " + id + " that could be changed.");
  }
}
