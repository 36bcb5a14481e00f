package io.horizonpush.node.admin;

/** An answer of the admin API. */
record AdminResponse(int status, String contentType, String body) {

  static final String JSON = "application/json";

  static AdminResponse json(int status, Object body) {
    return new AdminResponse(status, JSON, AdminJson.write(body) + "\n");
  }

  static AdminResponse error(int status, String code, String message) {
    return json(status, new AdminError(code, message));
  }

  static AdminResponse notFound(String path) {
    return error(404, "NotFound", "There is nothing at " + path + ".");
  }

  static AdminResponse wrongMethod(String allowed) {
    return error(405, "MethodNotAllowed", "Use " + allowed + " here.");
  }

  static AdminResponse text(int status, String body) {
    return new AdminResponse(status, "text/plain; charset=utf-8", body);
  }
}
