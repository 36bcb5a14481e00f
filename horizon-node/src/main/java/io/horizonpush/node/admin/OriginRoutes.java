package io.horizonpush.node.admin;

import io.horizonpush.node.config.OriginInput;
import java.util.List;

/** The admin API's paths about origins. No secret ever stands in one. Immutable. */
final class OriginRoutes {

  private static final String ORIGINS = "/admin/v1/origins";
  private static final String ORIGIN = ORIGINS + "/{origin}";
  private static final String QUEUES = ORIGINS + "/queues";
  private static final String DRAIN = ORIGINS + "/drain";
  private static final String IMPORT = BucketRoutes.BUCKET + "/import";
  private static final String OF_BUCKET = BucketRoutes.BUCKET + "/origins";

  private final OriginControl control;

  OriginRoutes(OriginControl control) {
    this.control = control;
  }

  List<AdminRoute> routes() {
    return List.of(
        AdminRoute.get(ORIGINS, _ -> AdminResponse.json(200, control.origins())),
        AdminRoute.post(ORIGINS, this::add),
        AdminRoute.post(
            ORIGIN + "/test",
            request -> AdminResponse.json(200, control.testOrigin(request.variable("origin")))),
        AdminRoute.delete(ORIGIN, this::remove),
        AdminRoute.get(QUEUES, _ -> AdminResponse.json(200, control.queues())),
        AdminRoute.post(
            DRAIN,
            request -> AdminResponse.json(200, control.drain(request.read(OriginDrain.class)))),
        AdminRoute.post(
            IMPORT,
            request ->
                AdminResponse.json(
                    201,
                    control.importBucket(
                        request.bucket(), request.read(BucketImportRequest.class)))),
        AdminRoute.get(
            IMPORT, request -> AdminResponse.json(200, control.bucketImport(request.bucket()))),
        AdminRoute.delete(
            IMPORT, request -> AdminResponse.json(200, control.cancelImport(request.bucket()))),
        AdminRoute.post(
            BucketRoutes.BUCKET + "/transition",
            request ->
                AdminResponse.json(
                    200,
                    control.moveObject(request.bucket(), request.read(TransitionRequest.class)))),
        AdminRoute.get(
            OF_BUCKET, request -> AdminResponse.json(200, control.bucketOrigins(request.bucket()))),
        AdminRoute.patch(OF_BUCKET, this::setOfBucket));
  }

  private AdminResponse add(AdminRequest request) {
    return AdminResponse.json(
        201, control.addOrigin(request.read(OriginInput.class), isSet(request, "replace")));
  }

  private AdminResponse remove(AdminRequest request) {
    return AdminResponse.json(
        200, control.removeOrigin(request.variable("origin"), isSet(request, "force")));
  }

  private AdminResponse setOfBucket(AdminRequest request) {
    return AdminResponse.json(
        200, control.setBucketOrigins(request.bucket(), request.read(BucketOriginsChange.class)));
  }

  private static boolean isSet(AdminRequest request, String name) {
    return request.parameter(name).filter("true"::equals).isPresent();
  }
}
