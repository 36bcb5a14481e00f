package io.horizonpush.s3.access;

import io.horizonpush.s3.access.Action.Effect;
import io.horizonpush.s3.access.Action.ListedIn;
import io.horizonpush.s3.filter.Admission;
import io.horizonpush.s3.filter.S3Request;
import io.horizonpush.s3.model.Acl;
import io.horizonpush.s3.model.Bucket;
import io.horizonpush.s3.model.Grantee;
import io.horizonpush.s3.model.KeyGrant;
import io.horizonpush.s3.model.ObjectKey;
import io.horizonpush.s3.model.Principal;
import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.model.StoredVersion;
import io.horizonpush.s3.model.Tags;
import io.horizonpush.s3.policy.BucketPolicy;
import io.horizonpush.s3.policy.Decision;
import io.horizonpush.s3.policy.PolicyRequest;
import io.horizonpush.s3.request.BucketInput;
import io.horizonpush.s3.request.ResolvedBuckets;
import io.horizonpush.s3.request.S3Input;
import io.horizonpush.s3.store.BucketStore;
import io.horizonpush.s3.store.Records;
import java.util.List;
import java.util.Optional;

/**
 * Decides whether a request may do what it asks.
 *
 * <p>In this order: what a bucket's policy denies is denied, to everyone; the root key and trusted
 * local clients may do the rest; a key with grants may do what they say; the owner of a bucket may
 * do everything with it; others may do what the policy or an access control list allows. Whoever
 * asks, in a bucket that other nodes have too this node does no more than it may as their member.
 * Thread-safe.
 */
public final class Authorizer implements Admission {

  private final BucketStore buckets;
  private final Records records;
  private final BucketRules rules;

  public Authorizer(BucketStore buckets, Records records, BucketRules rules) {
    this.buckets = buckets;
    this.records = records;
    this.rules = rules;
  }

  @Override
  public ResolvedBuckets resolve(S3Input input) {
    return ResolvedBuckets.of(input, buckets::find);
  }

  @Override
  public void authorize(S3Request<?> request) {
    Senders.check(request.principal(), request.input());
    for (Need need : Needs.of(request.input())) {
      require(request, need);
    }
    Needs.later(request.input()).ifPresent(need -> requireChance(request, need));
  }

  /**
   * Lets a request pass of which some part may be allowed: its parts are named in its body, and
   * whoever has read that asks about each.
   */
  private void requireChance(S3Request<?> request, Need need) {
    Optional<Bucket> bucket = request.buckets().find(need.bucket());
    if (bucket.isPresent()) {
      if (!new Question(request, bucket.get(), need).mayBeAllowed()) {
        throw Senders.denied(request.principal());
      }
      requireMember(bucket.get(), need);
    }
  }

  private static void requireMember(Bucket bucket, Need need) {
    if (!bucket.allows(need.action().member())) {
      throw S3Exception.notAMember(bucket.name(), need.action().member());
    }
  }

  /**
   * Lets a request pass that may do one thing.
   *
   * @throws S3Exception as {@link #authorize} says
   */
  public void require(S3Request<?> request, Need need) {
    Optional<Bucket> bucket = request.buckets().find(need.bucket());
    // A bucket that does not exist has no secrets: the operation says that it is not there.
    if (bucket.isPresent()) {
      Question question = new Question(request, bucket.get(), need);
      if (!question.isAllowed()) {
        throw Senders.denied(request.principal());
      }
      if (question.isAboutPolicy() && !question.ownsBucket()) {
        throw ofOwnerAlone();
      }
      requireMember(bucket.get(), need);
    }
  }

  /** Whether a request may do one thing; not where the bucket of that is not there. */
  public boolean allows(S3Request<?> request, Need need) {
    return request
        .buckets()
        .find(need.bucket())
        .filter(bucket -> bucket.allows(need.action().member()))
        .filter(bucket -> new Question(request, bucket, need).isAllowed())
        .isPresent();
  }

  /**
   * A policy that hands itself on would hand on the bucket.
   *
   * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketPolicy.html">AWS:
   *     PutBucketPolicy</a>
   */
  private static S3Exception ofOwnerAlone() {
    return new S3Exception(
        S3ErrorCode.METHOD_NOT_ALLOWED,
        "The specified method is not allowed against this resource: only the owner of a bucket may"
            + " read, set or delete its policy, whatever the policy allows.");
  }

  /** One need of one request. */
  private final class Question {

    private final S3Request<?> request;
    private final Bucket bucket;
    private final Need need;
    private final Action action;
    private final PublicAccessBlock block;

    Question(S3Request<?> request, Bucket bucket, Need need) {
      this.request = request;
      this.bucket = bucket;
      this.need = need;
      this.action = need.action();
      this.block = rules.block(bucket);
    }

    boolean isAllowed() {
      Optional<BucketPolicy> policy = rules.policy(bucket);
      Decision decision = policy.map(this::ask).orElse(Decision.NEITHER);
      if (decision == Decision.DENY) {
        // Or else a mistake in a policy could lock the bucket for ever.
        return isAboutPolicy() && ownsBucket();
      }
      if (need.tolerated() || ownsBucket()) {
        return true;
      }
      Optional<List<KeyGrant>> grants = Senders.grants(request.principal());
      if (grants.isPresent()) {
        return grants.get().stream().anyMatch(this::isGrantedBy);
      }
      return (decision == Decision.ALLOW && !isRestricted(policy) && mayLearn()) || isListed();
    }

    /** Whether the action may be allowed for some key of the bucket. */
    boolean mayBeAllowed() {
      Optional<List<KeyGrant>> grants = Senders.grants(request.principal());
      if (grants.isPresent()) {
        return grants.get().stream()
            .anyMatch(grant -> grant.covers(bucket) && grant.access().writes());
      }
      return ownsBucket() || rules.policy(bucket).isPresent() || isListed();
    }

    private Decision ask(BucketPolicy policy) {
      return policy.evaluate(
          new PolicyRequest(
              request.principal(),
              action.policyName(),
              need.resource(),
              new RequestContext(request, need, this::existingTags)));
    }

    private boolean ownsBucket() {
      return Senders.owns(request.principal(), bucket);
    }

    private boolean isAboutPolicy() {
      return switch (action) {
        case GET_POLICY, PUT_POLICY, DELETE_POLICY -> true;
        default -> false;
      };
    }

    private boolean isGrantedBy(KeyGrant grant) {
      if (!grant.covers(bucket)) {
        return false;
      }
      boolean effect =
          switch (action.effect()) {
            case READS -> grant.access().reads() || isBucketCheck();
            case WRITES -> grant.access().writes();
            case REMOVES -> grant.access().removes();
            case NEITHER -> true;
            case OWNS -> false;
          };
      String place = need.key().map(ObjectKey::value).orElse(need.prefix());
      return effect && (isBucketCheck() || place.startsWith(grant.prefix()));
    }

    /** HeadBucket and the bucket's location tell nothing of its objects. */
    private boolean isBucketCheck() {
      return action.effect() == Effect.NEITHER || request.input() instanceof BucketInput.HeadBucket;
    }

    private boolean isRestricted(Optional<BucketPolicy> policy) {
      return block.restrict() && policy.map(BucketPolicy::isPublic).orElse(false);
    }

    /** Whether an object is there, is told only to who may list the bucket. */
    private boolean mayLearn() {
      if (action.effect() != Effect.READS || need.key().isEmpty() || object().isPresent()) {
        return true;
      }
      return mayListKey();
    }

    /** Whether the sender could find out by a listing that a key has no object. */
    private boolean mayListKey() {
      String key = need.key().map(ObjectKey::value).orElse("");
      return new Question(request, bucket, Need.ofListing(Action.LIST_BUCKET, bucket.name(), key))
          .isAllowed();
    }

    private boolean isListed() {
      return action.listedIn().map(this::isListedIn).orElse(false);
    }

    private boolean isListedIn(ListedIn list) {
      return switch (list) {
        case BUCKET -> permits(rules.acl(bucket));
        case OBJECT ->
            object().map(object -> permits(rules.acl(bucket, object))).orElseGet(this::isMissing);
      };
    }

    /**
     * Nobody may do a thing with an object that is not there. Who may list the bucket would find
     * that out and is told so. To let the operation say it would let it answer with an object that
     * came in between, which nobody asked about.
     */
    private boolean isMissing() {
      if (mayListKey()) {
        StoredVersion _ = records.require(bucket, need.key().orElseThrow(), need.version());
      }
      return false;
    }

    private boolean permits(Acl acl) {
      return effective(acl).permits(request.principal(), action.permission());
    }

    private Acl effective(Acl acl) {
      return block.ignoreAcls()
          ? new Acl(
              acl.owner(),
              acl.grants().stream()
                  .filter(grant -> grant.grantee() instanceof Grantee.User)
                  .toList())
          : acl;
    }

    private Tags existingTags() {
      return object().map(object -> object.attributes().tags()).orElse(Tags.NONE);
    }

    private Optional<StoredVersion> object() {
      return need.key().flatMap(key -> records.find(bucket, key, need.version()).present());
    }
  }

  /** The buckets that a principal is shown in the list of all. */
  public List<Bucket> visible(Principal principal) {
    return buckets.list().stream().filter(bucket -> sees(principal, bucket)).toList();
  }

  private static boolean sees(Principal principal, Bucket bucket) {
    return Senders.owns(principal, bucket)
        || Senders.grants(principal).stream()
            .flatMap(List::stream)
            .anyMatch(grant -> grant.covers(bucket));
  }
}
