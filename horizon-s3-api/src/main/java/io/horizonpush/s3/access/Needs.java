package io.horizonpush.s3.access;

import io.horizonpush.s3.model.BucketName;
import io.horizonpush.s3.model.BucketSetting;
import io.horizonpush.s3.model.CannedAcl;
import io.horizonpush.s3.model.ObjectKey;
import io.horizonpush.s3.request.AclInput;
import io.horizonpush.s3.request.BucketInput;
import io.horizonpush.s3.request.ListInput;
import io.horizonpush.s3.request.LockInput;
import io.horizonpush.s3.request.MultipartInput;
import io.horizonpush.s3.request.ObjectInput;
import io.horizonpush.s3.request.RequestedAcl;
import io.horizonpush.s3.request.RequestedAttributes;
import io.horizonpush.s3.request.S3Input;
import io.horizonpush.s3.request.S3Operation;
import io.horizonpush.s3.request.SettingInput;
import io.horizonpush.s3.request.VersioningInput;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What each request needs to be allowed, as far as its head tells. */
final class Needs {

  private Needs() {}

  /** Nothing for requests about buckets in general, which are decided by who asks alone. */
  static List<Need> of(S3Input input) {
    return switch (input) {
      case BucketInput bucket -> of(bucket);
      case ListInput list -> List.of(Need.ofListing(action(list), list.bucket(), list.prefix()));
      case ObjectInput object -> of(object);
      case MultipartInput multipart -> of(multipart);
      case AclInput acl -> List.of(of(acl));
      case LockInput lock -> of(lock);
      case SettingInput setting -> List.of(Need.of(action(setting), setting.bucket()));
      case VersioningInput.GetBucketVersioning get ->
          List.of(Need.of(Action.GET_VERSIONING, get.bucket()));
      case VersioningInput.PutBucketVersioning put ->
          List.of(Need.of(Action.PUT_VERSIONING, put.bucket()));
    };
  }

  private static Action action(ListInput input) {
    return switch (input) {
      case ListInput.ListObjects _, ListInput.ListObjectsV2 _ -> Action.LIST_BUCKET;
      case ListInput.ListObjectVersions _ -> Action.LIST_VERSIONS;
    };
  }

  private static List<Need> of(BucketInput input) {
    return switch (input) {
      case BucketInput.ListBuckets _ -> List.of();
      case BucketInput.CreateBucket create -> again(create);
      case BucketInput.HeadBucket head -> List.of(Need.of(Action.LIST_BUCKET, head.bucket()));
      case BucketInput.DeleteBucket delete ->
          List.of(Need.of(Action.DELETE_BUCKET, delete.bucket()));
      case BucketInput.GetBucketLocation location ->
          List.of(Need.of(Action.GET_LOCATION, location.bucket()));
    };
  }

  /**
   * What it takes to make a bucket that is there already, which may set its list: its policy must
   * not deny it. Whether it is the sender's, the operation says.
   */
  private static List<Need> again(BucketInput.CreateBucket create) {
    Need made = Need.of(Action.CREATE_BUCKET, create.bucket()).unlessDenied();
    return create.acl().isEmpty()
        ? List.of(made)
        : List.of(made, Need.of(Action.PUT_BUCKET_ACL, create.bucket()).unlessDenied());
  }

  private static List<Need> of(ObjectInput input) {
    return switch (input) {
      case ObjectInput.GetObject get ->
          List.of(VersionNeeds.read(get.bucket(), get.key(), get.version()));
      case ObjectInput.HeadObject head -> of(head.get());
      case ObjectInput.GetObjectAttributes get -> VersionNeeds.of(get);
      case ObjectInput.PutObject put -> write(put.bucket(), put.key(), put.attributes());
      case ObjectInput.CopyObject copy -> {
        RequestedAttributes made =
            new RequestedAttributes(
                copy.acl(),
                copy.tags().orElse(RequestedAttributes.NONE.tags()),
                copy.lock(),
                copy.storageClass());
        List<Need> needs = write(copy.bucket(), copy.key(), made);
        needs.add(VersionNeeds.read(copy.source()));
        yield needs;
      }
      case ObjectInput.DeleteObject delete ->
          VersionNeeds.delete(delete.bucket(), delete.key(), delete.version(), delete.bypass());
      case ObjectInput.PostObject post -> of(post.put());
      // Its object is in the body: the form is read, and asked about, before it gets here.
      case ObjectInput.PostForm _ -> List.of();
      // Its keys are in the body: whoever reads that asks for each.
      case ObjectInput.DeleteObjects _ -> List.of();
      case ObjectInput.GetObjectTagging get ->
          List.of(VersionNeeds.readTags(get.bucket(), get.key(), get.version()));
      case ObjectInput.PutObjectTagging put ->
          List.of(
              VersionNeeds.of(
                  Action.PUT_OBJECT_TAGGING,
                  Action.PUT_VERSION_TAGGING,
                  put.bucket(),
                  put.key(),
                  put.version()));
      case ObjectInput.DeleteObjectTagging delete ->
          List.of(
              VersionNeeds.of(
                  Action.DELETE_OBJECT_TAGGING,
                  Action.DELETE_VERSION_TAGGING,
                  delete.bucket(),
                  delete.key(),
                  delete.version()));
    };
  }

  /**
   * A write, and by name whatever it sets besides: to write bytes is not to open them.
   *
   * @see <a
   *     href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html">AWS:
   *     required permissions</a>
   */
  private static List<Need> write(
      BucketName bucket, ObjectKey key, RequestedAttributes attributes) {
    List<Need> needs = new ArrayList<>();
    needs.add(Need.of(Action.PUT_OBJECT, bucket, key));
    attributes.acl().ifPresent(acl -> needs.add(Need.of(toWriteWith(acl), bucket, key)));
    if (!attributes.tags().isEmpty()) {
      needs.add(Need.of(Action.WRITE_TAGGING, bucket, key));
    }
    if (attributes.lock().retention().isPresent()) {
      needs.add(Need.of(Action.PUT_RETENTION, bucket, key));
    }
    if (attributes.lock().hold().isPresent()) {
      needs.add(Need.of(Action.WRITE_LEGAL_HOLD, bucket, key));
    }
    needs.replaceAll(need -> need.locking(attributes.lock()));
    return needs;
  }

  /**
   * In policies it is one action. A key that may only write may close what it writes, as every
   * write without a list does, and some clients ask for that each time. Whomever a list lets write
   * owns what he writes, and may give it one of the lists that have a name.
   */
  private static Action toWriteWith(RequestedAcl acl) {
    return switch (acl) {
      case RequestedAcl.Explicit _ -> Action.WRITE_GRANTS;
      case RequestedAcl.Canned(CannedAcl named) ->
          switch (named) {
            case PRIVATE, BUCKET_OWNER_READ, BUCKET_OWNER_FULL_CONTROL -> Action.WRITE_CLOSED_ACL;
            case PUBLIC_READ, PUBLIC_READ_WRITE, AUTHENTICATED_READ -> Action.WRITE_OPEN_ACL;
          };
    };
  }

  private static List<Need> of(MultipartInput input) {
    return switch (input) {
      case MultipartInput.CreateMultipartUpload create ->
          write(create.bucket(), create.key(), create.attributes());
      case MultipartInput.UploadPart part ->
          List.of(Need.of(Action.PUT_OBJECT, part.bucket(), part.key()));
      case MultipartInput.UploadPartCopy copy ->
          List.of(
              Need.of(Action.PUT_OBJECT, copy.bucket(), copy.key()),
              VersionNeeds.read(copy.source()));
      case MultipartInput.CompleteMultipartUpload complete ->
          List.of(Need.of(Action.PUT_OBJECT, complete.bucket(), complete.key()));
      case MultipartInput.AbortMultipartUpload abort ->
          List.of(Need.of(Action.ABORT_UPLOAD, abort.bucket(), abort.key()));
      case MultipartInput.ListParts list ->
          List.of(Need.of(Action.LIST_PARTS, list.bucket(), list.key()));
      case MultipartInput.ListMultipartUploads list ->
          List.of(Need.ofListing(Action.LIST_UPLOADS, list.bucket(), list.prefix()));
    };
  }

  private static Need of(AclInput input) {
    return switch (input) {
      case AclInput.GetBucketAcl get -> Need.of(Action.GET_BUCKET_ACL, get.bucket());
      case AclInput.PutBucketAcl put -> Need.of(Action.PUT_BUCKET_ACL, put.bucket());
      case AclInput.GetObjectAcl get ->
          VersionNeeds.of(
              Action.GET_OBJECT_ACL,
              Action.GET_VERSION_ACL,
              get.bucket(),
              get.key(),
              get.version());
      case AclInput.PutObjectAcl put ->
          VersionNeeds.of(
              Action.PUT_OBJECT_ACL,
              Action.PUT_VERSION_ACL,
              put.bucket(),
              put.key(),
              put.version());
    };
  }

  private static List<Need> of(LockInput input) {
    return switch (input) {
      case LockInput.GetObjectLockConfiguration get ->
          List.of(Need.of(Action.GET_LOCK_CONFIGURATION, get.bucket()));
      case LockInput.PutObjectLockConfiguration put ->
          List.of(Need.of(Action.PUT_LOCK_CONFIGURATION, put.bucket()));
      case LockInput.GetObjectRetention get ->
          List.of(Need.of(Action.GET_RETENTION, get.bucket(), get.key(), get.version()));
      case LockInput.GetObjectLegalHold get ->
          List.of(Need.of(Action.GET_LEGAL_HOLD, get.bucket(), get.key(), get.version()));
      // What they set is in the body: whoever reads that asks whether it is allowed.
      case LockInput.PutObjectRetention put ->
          put.bypass()
              ? List.of(VersionNeeds.bypass(put.bucket(), put.key(), put.version()))
              : List.of();
      case LockInput.PutObjectLegalHold _ -> List.of();
    };
  }

  /** What may be allowed or not only in the light of the body. */
  static Optional<Need> later(S3Input input) {
    return switch (input) {
      case ObjectInput.DeleteObjects delete ->
          Optional.of(Need.of(Action.DELETE_OBJECT, delete.bucket()));
      case LockInput.PutObjectRetention put ->
          Optional.of(Need.of(Action.PUT_RETENTION, put.bucket(), put.key(), put.version()));
      case LockInput.PutObjectLegalHold put ->
          Optional.of(Need.of(Action.PUT_LEGAL_HOLD, put.bucket(), put.key(), put.version()));
      default -> Optional.empty();
    };
  }

  private static Action action(SettingInput input) {
    return switch (input) {
      case SettingInput.GetBucketPolicyStatus _ -> Action.GET_POLICY_STATUS;
      case SettingInput.GetUnsetFeature feature -> ofUnset(feature.operation());
      case SettingInput.GetSetting get ->
          switch (get.setting()) {
            case ACL -> Action.GET_BUCKET_ACL;
            case CORS -> Action.GET_BUCKET_CORS;
            case POLICY -> Action.GET_POLICY;
            case PUBLIC_ACCESS_BLOCK -> Action.GET_PUBLIC_ACCESS_BLOCK;
            case TAGGING -> Action.GET_BUCKET_TAGGING;
          };
      case SettingInput.PutSetting put -> change(put.setting(), Action.PUT_POLICY);
      case SettingInput.DeleteSetting delete -> change(delete.setting(), Action.DELETE_POLICY);
    };
  }

  private static Action ofUnset(S3Operation operation) {
    return switch (operation) {
      case GET_BUCKET_ACCELERATE_CONFIGURATION -> Action.GET_ACCELERATION;
      case GET_BUCKET_ENCRYPTION -> Action.GET_ENCRYPTION;
      case GET_BUCKET_LIFECYCLE, GET_BUCKET_LIFECYCLE_CONFIGURATION -> Action.GET_LIFECYCLE;
      case GET_BUCKET_LOGGING -> Action.GET_LOGGING;
      case GET_BUCKET_NOTIFICATION, GET_BUCKET_NOTIFICATION_CONFIGURATION ->
          Action.GET_NOTIFICATION;
      case GET_BUCKET_OWNERSHIP_CONTROLS -> Action.GET_OWNERSHIP_CONTROLS;
      case GET_BUCKET_REPLICATION -> Action.GET_REPLICATION;
      case GET_BUCKET_REQUEST_PAYMENT -> Action.GET_REQUEST_PAYMENT;
      case GET_BUCKET_WEBSITE -> Action.GET_WEBSITE;
      default -> throw new IllegalStateException(operation + " is no feature that is not set");
    };
  }

  private static Action change(BucketSetting setting, Action ofPolicy) {
    return switch (setting) {
      case ACL -> Action.PUT_BUCKET_ACL;
      case CORS -> Action.PUT_BUCKET_CORS;
      case POLICY -> ofPolicy;
      case PUBLIC_ACCESS_BLOCK -> Action.PUT_PUBLIC_ACCESS_BLOCK;
      case TAGGING -> Action.PUT_BUCKET_TAGGING;
    };
  }
}
