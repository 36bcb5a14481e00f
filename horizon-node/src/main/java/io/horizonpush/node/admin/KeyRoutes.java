package io.horizonpush.node.admin;

import java.util.List;

/** The admin API's paths about access keys. Immutable. */
final class KeyRoutes {

  private static final String KEYS = "/admin/v1/keys";

  private static final String KEY = KEYS + "/{key}";

  private final KeyControl control;

  KeyRoutes(KeyControl control) {
    this.control = control;
  }

  List<AdminRoute> routes() {
    return List.of(
        AdminRoute.get(KEYS, request -> AdminResponse.json(200, control.keys(request.page()))),
        AdminRoute.post(KEYS, request -> create(request.read(KeyRequest.class))),
        AdminRoute.delete(KEY, request -> revoke(request.variable("key"))),
        AdminRoute.post(KEY + "/rotate", request -> rotate(request.variable("key"))));
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
