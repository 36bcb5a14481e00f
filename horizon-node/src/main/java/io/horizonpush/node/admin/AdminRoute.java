package io.horizonpush.node.admin;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * A method and a path of the admin API, and what answers there. Immutable.
 *
 * @param template a path, in which a step in braces stands for any one step
 * @param longest body that is read, in bytes
 */
record AdminRoute(
    String method, String template, int longest, Function<AdminRequest, AdminResponse> answering) {

  /** What the body of a request may have where nothing else is said. */
  static final int LONGEST_BODY = 64 * 1024;

  private AdminRoute(
      String method, String template, Function<AdminRequest, AdminResponse> answering) {
    this(method, template, LONGEST_BODY, answering);
  }

  /** The same for longer bodies, or shorter ones. */
  AdminRoute withLongest(int bytes) {
    return new AdminRoute(method, template, bytes, answering);
  }

  /** The same, answered by another. */
  AdminRoute answeredBy(Function<AdminRequest, AdminResponse> other) {
    return new AdminRoute(method, template, longest, other);
  }

  /** What is read, also by HEAD. */
  static AdminRoute get(String template, Function<AdminRequest, AdminResponse> answering) {
    return new AdminRoute("GET", template, answering);
  }

  static AdminRoute post(String template, Function<AdminRequest, AdminResponse> answering) {
    return new AdminRoute("POST", template, answering);
  }

  static AdminRoute patch(String template, Function<AdminRequest, AdminResponse> answering) {
    return new AdminRoute("PATCH", template, answering);
  }

  static AdminRoute delete(String template, Function<AdminRequest, AdminResponse> answering) {
    return new AdminRoute("DELETE", template, answering);
  }

  /** What the steps in braces are in a path; nothing if it is another one. */
  Optional<Map<String, String>> match(String path) {
    String[] wanted = template.split("/", -1);
    String[] steps = path.split("/", -1);
    if (wanted.length != steps.length) {
      return Optional.empty();
    }
    Map<String, String> variables = new HashMap<>();
    for (int at = 0; at < steps.length; at++) {
      boolean variable = wanted[at].startsWith("{") && !steps[at].isEmpty();
      if (variable) {
        variables.put(wanted[at].substring(1, wanted[at].length() - 1), steps[at]);
      } else if (!wanted[at].equals(steps[at])) {
        return Optional.empty();
      }
    }
    return Optional.of(variables);
  }

  /** Whether a request by this method is answered. */
  boolean takes(String asked) {
    return asked.equals(method) || (asked.equals("HEAD") && method.equals("GET"));
  }
}
