package io.horizonpush.s3.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.horizonpush.s3.filter.TestingRequests;
import io.horizonpush.s3.model.Bucket;
import io.horizonpush.s3.model.BucketSetting;
import io.horizonpush.s3.model.KeyRights;
import io.horizonpush.s3.model.Owner;
import io.horizonpush.s3.model.Principal;
import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.parse.RequestParser;
import io.horizonpush.s3.request.Endpoint;
import io.horizonpush.s3.request.RequestHead;
import io.horizonpush.s3.request.RequestHead.Header;
import io.horizonpush.s3.request.S3Input;
import io.horizonpush.s3.store.EmptyBuckets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Questions to the authorizer: whole requests, parsed as the pipeline parses them, over buckets
 * without objects.
 */
abstract class AuthorizerQuestions {

  static final Owner OWNER = new Owner("owner-id", "owner");
  static final Owner OTHER = new Owner("other-id", "other");
  static final Principal OWNS = holder(OWNER, new KeyRights.OfOwner());
  static final Principal STRANGER = holder(OTHER, new KeyRights.OfOwner());
  static final Principal ANYBODY = new Principal.Public();

  static Principal holder(Owner owner, KeyRights rights) {
    return TestingRequests.holder("AK-" + owner.id(), owner, rights);
  }

  static Principal granted(String... grants) {
    return holder(
        OTHER, new KeyRights.Granted(Stream.of(grants).map(EmptyBuckets::grant).toList()));
  }

  static boolean allows(
      Map<BucketSetting, String> settings,
      Principal principal,
      String method,
      String target,
      Header... headers) {
    Optional<S3ErrorCode> refusal = refusal(settings, principal, method, target, headers);
    assertThat(refusal.orElse(S3ErrorCode.ACCESS_DENIED)).isEqualTo(S3ErrorCode.ACCESS_DENIED);
    return refusal.isEmpty();
  }

  static Optional<S3ErrorCode> refusal(
      Map<BucketSetting, String> settings,
      Principal principal,
      String method,
      String target,
      Header... headers) {
    return refusal(
        EmptyBuckets.bucket("bucket", OWNER, settings), principal, method, target, headers);
  }

  static Optional<S3ErrorCode> refusal(
      Bucket bucket, Principal principal, String method, String target, Header... headers) {
    EmptyBuckets store = new EmptyBuckets(bucket);
    int question = target.indexOf('?');
    RequestHead head =
        new RequestHead(
            method,
            question < 0 ? target : target.substring(0, question),
            question < 0 ? "" : target.substring(question + 1),
            List.of(headers));
    Authorizer authorizer = new Authorizer(store, store, new BucketRules());
    S3Input input = new RequestParser(new Endpoint(List.of()), false).parse(head);
    try {
      authorizer.authorize(TestingRequests.of(principal, head, input, authorizer.resolve(input)));
      return Optional.empty();
    } catch (S3Exception e) {
      return Optional.of(e.code());
    }
  }

  static Map<BucketSetting, String> policy(String statement) {
    return Map.of(
        BucketSetting.POLICY,
        "{\"Version\":\"2012-10-17\",\"Statement\":[" + statement.replace('\'', '"') + "]}");
  }

  static String forObjects(String effect, String action) {
    return "{'Effect':'%s','Principal':'*','Action':'s3:%s','Resource':'arn:aws:s3:::bucket/*'}"
        .formatted(effect, action);
  }
}
