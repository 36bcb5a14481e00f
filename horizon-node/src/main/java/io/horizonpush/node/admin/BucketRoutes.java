package io.horizonpush.node.admin;

import io.horizonpush.s3.model.BucketName;
import io.horizonpush.s3.model.ObjectKey;

/** The admin API's paths about buckets. Immutable. */
final class BucketRoutes {

  static final String BUCKETS = "/admin/v1/buckets";

  private final BucketControl control;

  BucketRoutes(BucketControl control) {
    this.control = control;
  }

  AdminResponse answer(AdminRequest request) {
    String[] steps = request.path().substring(BUCKETS.length()).split("/", -1);
    return switch (steps.length) {
      case 1 -> all(request);
      case 2 -> one(request, new BucketName(steps[1]));
      case 3 -> inside(request, new BucketName(steps[1]), steps[2]);
      default -> AdminResponse.notFound(request.path());
    };
  }

  private AdminResponse all(AdminRequest request) {
    return switch (request.method()) {
      case "GET", "HEAD" -> AdminResponse.json(200, control.buckets());
      case "POST" -> create(AdminJson.read(request.body(), BucketRequest.class));
      default -> AdminResponse.wrongMethod("GET, POST");
    };
  }

  private AdminResponse create(BucketRequest asked) {
    return AdminResponse.json(201, control.createBucket(asked));
  }

  private AdminResponse one(AdminRequest request, BucketName name) {
    return switch (request.method()) {
      case "GET", "HEAD" -> AdminResponse.json(200, control.inspectBucket(name));
      case "PATCH" -> {
        BucketOptions options = AdminJson.read(request.body(), BucketOptions.class);
        yield AdminResponse.json(200, control.setBucket(name, options));
      }
      default -> AdminResponse.wrongMethod("GET, PATCH");
    };
  }

  private AdminResponse inside(AdminRequest request, BucketName name, String what) {
    return switch (what) {
      case "objects" ->
          request.isRead() ? inspectKey(request, name) : AdminResponse.wrongMethod("GET");
      case "resolve" ->
          request.method().equals("POST")
              ? resolve(name, AdminJson.read(request.body(), Resolution.class))
              : AdminResponse.wrongMethod("POST");
      default -> AdminResponse.notFound(request.path());
    };
  }

  private AdminResponse inspectKey(AdminRequest request, BucketName name) {
    ObjectKey key =
        request
            .parameter("key")
            .map(ObjectKey::new)
            .orElseThrow(() -> new IllegalArgumentException("the query must name a key: ?key=KEY"));
    return AdminResponse.json(200, control.inspectKey(name, key));
  }

  private AdminResponse resolve(BucketName name, Resolution asked) {
    return AdminResponse.json(
        200, control.resolve(name, asked.key(), asked.version(), asked.keep()));
  }
}
