package io.horizonpush.node.admin;

/** The admin API's paths about access keys. Immutable. */
final class KeyRoutes {

  static final String KEYS = "/admin/v1/keys";

  private static final String ROTATE = "/rotate";

  private final KeyControl control;

  KeyRoutes(KeyControl control) {
    this.control = control;
  }

  AdminResponse answer(AdminRequest request) {
    String id = request.path().substring(KEYS.length());
    if (id.isEmpty()) {
      return switch (request.method()) {
        case "GET", "HEAD" -> AdminResponse.json(200, new KeyList(control.keys()));
        case "POST" -> create(AdminJson.read(request.body(), KeyRequest.class));
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

  private AdminResponse create(KeyRequest asked) {
    return AdminResponse.json(
        201, control.createKey(asked.name(), asked.grants(), asked.lifetime()));
  }

  private AdminResponse rotate(String id) {
    return control
        .rotateKey(id)
        .map(key -> AdminResponse.json(200, key))
        .orElseGet(() -> noSuchKey(id));
  }

  private AdminResponse revoke(String id) {
    return control.revokeKey(id) ? AdminResponse.json(200, new RevokedKey(id)) : noSuchKey(id);
  }

  private static AdminResponse noSuchKey(String id) {
    return AdminResponse.error(
        404, "NoSuchKey", "There is no access key " + id + " that could be changed.");
  }
}
