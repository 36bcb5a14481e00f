package io.horizonpush.node.admin;

import io.horizonpush.s3.model.BucketName;
import java.util.Optional;

/** The admin API's path about the home of a bucket. Immutable. */
final class HomeRoutes {

  private static final String HOME = "/home";

  private final HomeControl control;

  HomeRoutes(HomeControl control) {
    this.control = control;
  }

  /** Whether a path is this one. */
  static boolean has(String path) {
    return bucket(path).isPresent();
  }

  private static Optional<String> bucket(String path) {
    String begin = BucketRoutes.BUCKETS + "/";
    return Optional.of(path)
        .filter(each -> each.startsWith(begin) && each.endsWith(HOME))
        .filter(each -> each.length() > begin.length() + HOME.length())
        .map(each -> each.substring(begin.length(), each.length() - HOME.length()))
        .filter(each -> each.indexOf('/') < 0);
  }

  AdminResponse answer(AdminRequest request) {
    BucketName name = new BucketName(bucket(request.path()).orElseThrow());
    return switch (request.method()) {
      case "GET", "HEAD" -> AdminResponse.json(200, control.home(name));
      case "POST" -> {
        HomeMove move = AdminJson.read(request.body(), HomeMove.class);
        yield AdminResponse.json(200, control.moveHome(name, move));
      }
      default -> AdminResponse.wrongMethod("GET, POST");
    };
  }
}
