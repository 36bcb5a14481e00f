package io.horizonpush.s3.policy;

import io.horizonpush.s3.filter.TestingRequests;
import io.horizonpush.s3.model.BucketName;
import io.horizonpush.s3.model.KeyRights;
import io.horizonpush.s3.model.Owner;
import io.horizonpush.s3.model.Principal;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes the policies and requests of tests. */
final class Policies {

  static final BucketName BUCKET = new BucketName("bucket");
  static final String OBJECT = "arn:aws:s3:::bucket/home/alice/a.txt";

  static final Principal ALICE = holder("id-alice", "alice");
  static final Principal BOB = holder("id-bob", "bob");
  static final Principal NOBODY = new Principal.Public();

  private Policies() {}

  static Principal holder(String id, String name) {
    return TestingRequests.holder("AKIA", new Owner(id, name), new KeyRights.OfOwner());
  }

  static BucketPolicy parse(String json) {
    return BucketPolicy.parse(json.replace('\'', '"'), BUCKET);
  }

  /** A policy of the newer version with the given statements, in JSON with single quotes. */
  static BucketPolicy policy(String... statements) {
    return parse("{'Version':'2012-10-17','Statement':[" + String.join(",", statements) + "]}");
  }

  /** A statement that lets everyone read, with further elements before its end. */
  static String allow(String more) {
    return "{'Effect':'Allow','Principal':'*','Action':'s3:GetObject',"
        + "'Resource':'arn:aws:s3:::bucket/*'"
        + (more.isEmpty() ? "" : "," + more)
        + "}";
  }

  /** A statement about whoever meets a condition. */
  static String allowIf(String condition) {
    return allow("'Condition':" + condition);
  }

  static PolicyRequest get(Principal principal, Map<String, List<String>> context) {
    return request(principal, "s3:GetObject", OBJECT, context);
  }

  static PolicyRequest get(Principal principal) {
    return get(principal, Map.of());
  }

  static PolicyRequest request(
      Principal principal, String action, String resource, Map<String, List<String>> context) {
    return new PolicyRequest(
        principal, action, resource, key -> Optional.ofNullable(context.get(key)));
  }
}
