package io.horizonpush.s3.policy;

import com.fasterxml.jackson.databind.JsonNode;
import io.horizonpush.s3.model.S3Exception;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads whom a statement names. Stateless. */
final class PrincipalParser {

  private static final Pattern ARN =
      Pattern.compile("arn:aws:iam::([^:]*):(root|user/(?:[^*?:/]+/)*[^/]*)");

  /** What a name is made of: no wildcards, and nothing that separates. */
  private static final Pattern NAME = Pattern.compile("[^*?:/\\p{Cntrl}]+");

  private PrincipalParser() {}

  static List<PolicyPrincipal> principals(JsonNode node) {
    if (node.isTextual()) {
      if (node.textValue().equals("*")) {
        return List.of(new PolicyPrincipal.Everyone());
      }
      throw invalid(node.textValue());
    }
    List<PolicyPrincipal> principals = new ArrayList<>();
    if (node.isObject()) {
      node.properties().forEach(kind -> principals.addAll(ofKind(kind)));
    }
    if (principals.isEmpty()) {
      throw PolicyParser.malformed("Missing required field Principal cannot be empty!");
    }
    return principals;
  }

  private static List<PolicyPrincipal> ofKind(Map.Entry<String, JsonNode> kind) {
    String name = kind.getKey();
    return PolicyParser.elements(kind.getValue(), "Principal").stream()
        .map(each -> PolicyParser.text(each, "Principal"))
        .map(
            each ->
                switch (name) {
                  case "AWS" -> ofAws(each);
                  case "CanonicalUser" -> new PolicyPrincipal.CanonicalUser(name(each, each));
                  // There are neither services nor identity providers that could ask.
                  default -> throw invalid("{\"" + name + "\":\"" + each + "\"}");
                })
        .toList();
  }

  private static PolicyPrincipal ofAws(String text) {
    if (text.equals("*")) {
      return new PolicyPrincipal.Everyone();
    }
    if (!text.startsWith("arn:")) {
      return new PolicyPrincipal.Account(name(text, text));
    }
    Matcher arn = ARN.matcher(text);
    if (!arn.matches()) {
      throw invalid(text);
    }
    String account = arn.group(1);
    if (arn.group(2).equals("root")) {
      return new PolicyPrincipal.Account(name(account, text));
    }
    // A user's path only sorts users; their names are unique without it.
    String user = text.substring(text.lastIndexOf('/') + 1);
    return new PolicyPrincipal.User(
        account.isEmpty() ? account : name(account, text), name(user, text));
  }

  private static String name(String name, String principal) {
    if (!NAME.matcher(name).matches()) {
      throw invalid(principal);
    }
    return name;
  }

  static S3Exception invalid(String principal) {
    return PolicyParser.malformed(
        "Invalid principal in policy: "
            + principal
            + ". Name an owner as {\"AWS\":\"arn:aws:iam:::user/NAME\"}, with its name or its id, or"
            + " as {\"CanonicalUser\":\"ID\"}, and everybody as \"*\".");
  }
}
