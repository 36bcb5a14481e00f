package io.horizonpush.node.admin;

import io.horizonpush.s3.model.BucketName;
import io.horizonpush.s3.model.Durability;

/** The admin API's paths about buckets. Immutable. */
final class BucketRoutes {

  static final String BUCKETS = "/admin/v1/buckets";

  private final BucketControl control;

  BucketRoutes(BucketControl control) {
    this.control = control;
  }

  AdminResponse answer(AdminRequest request) {
    String name = request.path().substring(BUCKETS.length());
    return name.isEmpty() ? all(request) : one(request, new BucketName(name.substring(1)));
  }

  private AdminResponse all(AdminRequest request) {
    return switch (request.method()) {
      case "GET", "HEAD" -> AdminResponse.json(200, new BucketList(control.buckets()));
      case "POST" -> create(AdminJson.read(request.body(), BucketRequest.class));
      default -> AdminResponse.wrongMethod("GET, POST");
    };
  }

  private AdminResponse create(BucketRequest asked) {
    Durability durability = asked.durability().orElse(Durability.STRICT);
    return AdminResponse.json(201, control.createBucket(asked.name(), durability));
  }

  private AdminResponse one(AdminRequest request, BucketName name) {
    return request.isRead()
        ? AdminResponse.json(200, control.inspectBucket(name))
        : AdminResponse.wrongMethod("GET");
  }
}
