package io.horizonpush.s3.access;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.horizonpush.s3.model.Acl;
import io.horizonpush.s3.model.Grant;
import io.horizonpush.s3.model.Grantee;
import io.horizonpush.s3.model.Owner;
import io.horizonpush.s3.model.Permission;
import java.util.ArrayList;
import java.util.List;

/** The form in which the access control list of a bucket is stored: JSON, with names looked up. */
final class AclText {

  private static final JsonMapper MAPPER = new JsonMapper();
  private static final String EVERYONE = "everyone";
  private static final String AUTHENTICATED = "authenticated";

  private AclText() {}

  static String write(Acl acl) {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    root.set("owner", node(acl.owner()));
    var grants = root.putArray("grants");
    for (Grant grant : acl.grants()) {
      ObjectNode node = grants.addObject().put("permission", grant.permission().name());
      switch (grant.grantee()) {
        case Grantee.User user -> node.set("user", node(user.owner()));
        case Grantee.Everyone _ -> node.put("group", EVERYONE);
        case Grantee.Authenticated _ -> node.put("group", AUTHENTICATED);
      }
    }
    return root.toString();
  }

  static Acl parse(String text) {
    try {
      JsonNode root = MAPPER.readTree(text);
      List<Grant> grants = new ArrayList<>();
      root.path("grants")
          .forEach(
              node ->
                  grants.add(
                      new Grant(
                          grantee(node), Permission.valueOf(node.path("permission").asText()))));
      return new Acl(owner(root.path("owner")), grants);
    } catch (JsonProcessingException | IllegalArgumentException e) {
      throw new IllegalStateException("The stored access control list of a bucket is damaged", e);
    }
  }

  private static Grantee grantee(JsonNode node) {
    return switch (node.path("group").asText()) {
      case "" -> new Grantee.User(owner(node.path("user")));
      case EVERYONE -> new Grantee.Everyone();
      case AUTHENTICATED -> new Grantee.Authenticated();
      default -> throw new IllegalArgumentException("An unknown group: " + node);
    };
  }

  private static ObjectNode node(Owner owner) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("id", owner.id())
        .put("name", owner.displayName());
  }

  private static Owner owner(JsonNode node) {
    return new Owner(node.path("id").asText(), node.path("name").asText());
  }
}
