package io.horizonpush.node.admin;

import io.horizonpush.iroh.share.TicketText;
import java.util.List;

/** The admin API's paths about access keys. No exported key ever stands in one. Immutable. */
final class KeyRoutes {

  private static final String KEYS = "/admin/v1/keys";

  private static final String KEY = KEYS + "/{key}";

  private final KeyControl control;
  private final KeyTransferControl transfers;

  KeyRoutes(KeyControl control, KeyTransferControl transfers) {
    this.control = control;
    this.transfers = transfers;
  }

  List<AdminRoute> routes() {
    return List.of(
        AdminRoute.get(KEYS, request -> AdminResponse.json(200, control.keys(request.page()))),
        AdminRoute.post(KEYS, request -> create(request.read(KeyRequest.class))),
        AdminRoute.delete(KEY, request -> revoke(request.variable("key"))),
        AdminRoute.post(KEY + "/rotate", request -> rotate(request.variable("key"))),
        AdminRoute.post(KEYS + "/import", request -> imported(request.read(KeyImport.class))),
        AdminRoute.post(KEY + "/export", request -> export(request, request.variable("key"))));
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

  private AdminResponse export(AdminRequest request, String id) {
    KeyExportRequest asked = request.read(KeyExportRequest.class);
    return transfers
        .exportKey(id, asked)
        .map(made -> AdminResponse.json(201, made))
        .orElseGet(() -> noSuchKey(id));
  }

  private AdminResponse imported(KeyImport asked) {
    return AdminResponse.json(200, transfers.importKey(asked));
  }

  private AdminResponse revoke(String id) {
    return control.revokeKey(id) ? AdminResponse.json(200, new RevokedKey(id)) : noSuchKey(id);
  }

  private static AdminResponse noSuchKey(String id) {
    return AdminResponse.error(
        404,
        "NoSuchKey",
        "There is no access key " + TicketText.masked(id) + " of which that could be asked.");
  }
}
