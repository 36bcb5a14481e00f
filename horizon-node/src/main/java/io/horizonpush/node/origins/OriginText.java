package io.horizonpush.node.origins;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.horizonpush.fallback.origin.OriginConnection;
import io.horizonpush.fallback.origin.OriginCredentials;
import io.horizonpush.fallback.origin.OriginDescription;
import io.horizonpush.fallback.origin.OriginPlace;
import io.horizonpush.fallback.origin.OriginType;
import io.horizonpush.fallback.origin.Secret;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The texts that the index keeps of an origin: fields by name as JSON, one text to be encrypted and
 * one that need not be. Stateless.
 */
final class OriginText {

  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  private OriginText() {}

  /** What is no secret. */
  static String description(OriginSettings settings) {
    OriginDescription description = settings.connection().description();
    Map<String, String> fields = new TreeMap<>();
    fields.put("type", description.place().type().toString());
    fields.put("endpoint", description.place().endpoint().toString());
    fields.put("bucket", description.place().bucket());
    fields.put("prefix", description.place().prefix());
    fields.put("region", description.region());
    fields.put("path-style", Boolean.toString(description.pathStyle()));
    fields.put("read-only", Boolean.toString(description.readOnly()));
    fields.put("allow-private", Boolean.toString(settings.connection().allowPrivate()));
    settings.bytes().ifPresent(limit -> fields.put("budget", BudgetText.ofBytes(limit)));
    settings
        .requests()
        .ifPresent(limit -> fields.put("max-requests", BudgetText.ofRequests(limit)));
    return write(fields);
  }

  /** What is to be encrypted. */
  static String credentials(OriginCredentials credentials) {
    Map<String, String> fields = new TreeMap<>();
    switch (credentials) {
      case OriginCredentials.Anonymous() -> fields.put("kind", "anonymous");
      case OriginCredentials.Chain() -> fields.put("kind", "chain");
      case OriginCredentials.Instance() -> fields.put("kind", "instance");
      case OriginCredentials.Profile(String name) -> {
        fields.put("kind", "profile");
        fields.put("name", name);
      }
      case OriginCredentials.AccessKey(String id, Secret secret, Optional<Secret> token) -> {
        fields.put("kind", "access-key");
        fields.put("id", id);
        fields.put("secret", secret.value());
        token.ifPresent(each -> fields.put("token", each.value()));
      }
      case OriginCredentials.ServiceAccount(Secret json) -> {
        fields.put("kind", "service-account");
        fields.put("json", json.value());
      }
      case OriginCredentials.AccountKey(String account, Secret key) -> {
        fields.put("kind", "account-key");
        fields.put("account", account);
        fields.put("key", key.value());
      }
      case OriginCredentials.SharedAccess(Secret signature) -> {
        fields.put("kind", "shared-access");
        fields.put("signature", signature.value());
      }
    }
    return write(fields);
  }

  /** What both texts say. */
  static OriginSettings read(String description, String credentials) {
    Map<String, String> fields = fields(description);
    OriginPlace place =
        new OriginPlace(
            OriginType.named(field(fields, "type")),
            URI.create(field(fields, "endpoint")),
            field(fields, "bucket"),
            field(fields, "prefix"));
    return new OriginSettings(
        new OriginConnection(
            new OriginDescription(
                place,
                field(fields, "region"),
                Boolean.parseBoolean(field(fields, "path-style")),
                Boolean.parseBoolean(field(fields, "read-only"))),
            readCredentials(fields(credentials)),
            Boolean.parseBoolean(field(fields, "allow-private"))),
        Optional.ofNullable(fields.get("budget")).map(BudgetText::parseBytes),
        Optional.ofNullable(fields.get("max-requests")).map(BudgetText::parseRequests));
  }

  private static OriginCredentials readCredentials(Map<String, String> fields) {
    String kind = field(fields, "kind");
    return switch (kind) {
      case "anonymous" -> new OriginCredentials.Anonymous();
      case "chain" -> new OriginCredentials.Chain();
      case "instance" -> new OriginCredentials.Instance();
      case "profile" -> new OriginCredentials.Profile(field(fields, "name"));
      case "access-key" ->
          new OriginCredentials.AccessKey(
              field(fields, "id"),
              secret(fields, "secret"),
              Optional.ofNullable(fields.get("token")).map(Secret::new));
      case "service-account" -> new OriginCredentials.ServiceAccount(secret(fields, "json"));
      case "account-key" ->
          new OriginCredentials.AccountKey(field(fields, "account"), secret(fields, "key"));
      case "shared-access" -> new OriginCredentials.SharedAccess(secret(fields, "signature"));
      default -> throw new IllegalStateException("An origin has credentials of a newer node");
    };
  }

  private static Secret secret(Map<String, String> fields, String name) {
    return new Secret(field(fields, name));
  }

  private static String field(Map<String, String> fields, String name) {
    return Optional.ofNullable(fields.get(name))
        .orElseThrow(() -> new IllegalStateException("An origin in the index has no " + name));
  }

  private static String write(Map<String, String> fields) {
    try {
      return MAPPER.writeValueAsString(fields);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("An origin cannot be written", e);
    }
  }

  /** What is wrong is not repeated: it may be a secret. */
  @SuppressWarnings("UnusedException")
  private static Map<String, String> fields(String text) {
    try {
      return MAPPER.readValue(text, new TypeReference<Map<String, String>>() {});
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("An origin in the index cannot be read");
    }
  }
}
