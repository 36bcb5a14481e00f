package io.horizonpush.node.admin;

import io.horizonpush.s3.model.BucketName;
import io.horizonpush.s3.model.ObjectKey;
import java.util.List;

/** The admin API's paths about buckets. Immutable. */
final class BucketRoutes {

  static final String BUCKETS = "/admin/v1/buckets";

  /** One of them. */
  static final String BUCKET = BUCKETS + "/{bucket}";

  private final BucketControl control;

  BucketRoutes(BucketControl control) {
    this.control = control;
  }

  List<AdminRoute> routes() {
    return List.of(
        AdminRoute.get(
            BUCKETS, request -> AdminResponse.json(200, control.buckets(request.page()))),
        AdminRoute.post(BUCKETS, this::create),
        AdminRoute.get(BUCKET, this::inspect),
        AdminRoute.patch(BUCKET, this::set),
        AdminRoute.get(BUCKET + "/objects", this::inspectKey),
        AdminRoute.post(BUCKET + "/resolve", this::resolve));
  }

  private AdminResponse create(AdminRequest request) {
    return AdminResponse.json(201, control.createBucket(request.read(BucketRequest.class)));
  }

  private AdminResponse inspect(AdminRequest request) {
    return AdminResponse.json(200, control.inspectBucket(request.bucket()));
  }

  private AdminResponse set(AdminRequest request) {
    BucketName name = request.bucket();
    return AdminResponse.json(200, control.setBucket(name, request.read(BucketOptions.class)));
  }

  private AdminResponse inspectKey(AdminRequest request) {
    BucketName name = request.bucket();
    ObjectKey key =
        request
            .parameter("key")
            .map(ObjectKey::new)
            .orElseThrow(() -> new IllegalArgumentException("the query must name a key: ?key=KEY"));
    return AdminResponse.json(200, control.inspectKey(name, key));
  }

  private AdminResponse resolve(AdminRequest request) {
    BucketName name = request.bucket();
    Resolution asked = request.read(Resolution.class);
    return AdminResponse.json(
        200, control.resolve(name, asked.key(), asked.version(), asked.keep()));
  }
}
