package io.horizonpush.node.admin;

import com.fasterxml.jackson.databind.JsonNode;

/** An answer of the admin API. */
record AdminResponse(int status, String contentType, String body) {

  static final String JSON = "application/json";

  static AdminResponse json(int status, JsonNode body) {
    return new AdminResponse(status, JSON, AdminJson.write(body) + "\n");
  }

  static AdminResponse error(int status, String code, String message) {
    return json(status, AdminJson.error(code, message));
  }

  static AdminResponse wrongMethod(String allowed) {
    return error(405, "MethodNotAllowed", "Use " + allowed + " here.");
  }

  static AdminResponse text(int status, String body) {
    return new AdminResponse(status, "text/plain; charset=utf-8", body);
  }
}
