package io.horizonpush.s3.access;

import io.horizonpush.s3.model.BucketName;
import io.horizonpush.s3.model.BucketSetting;
import io.horizonpush.s3.model.ObjectKey;
import io.horizonpush.s3.request.AclInput;
import io.horizonpush.s3.request.BucketInput;
import io.horizonpush.s3.request.CopySource;
import io.horizonpush.s3.request.ListInput;
import io.horizonpush.s3.request.MultipartInput;
import io.horizonpush.s3.request.ObjectInput;
import io.horizonpush.s3.request.RequestedAttributes;
import io.horizonpush.s3.request.S3Input;
import io.horizonpush.s3.request.SettingInput;
import java.util.ArrayList;
import java.util.List;

/** What each request needs to be allowed, as far as its head tells. */
final class Needs {

  private Needs() {}

  /** Nothing for requests about buckets in general, which are decided by who asks alone. */
  static List<Need> of(S3Input input) {
    return switch (input) {
      case BucketInput bucket -> of(bucket);
      case ListInput list ->
          List.of(Need.ofListing(Action.LIST_BUCKET, list.bucket(), list.prefix()));
      case ObjectInput object -> of(object);
      case MultipartInput multipart -> of(multipart);
      case AclInput acl -> of(acl);
      case SettingInput setting -> List.of(Need.of(action(setting), setting.bucket()));
    };
  }

  private static List<Need> of(BucketInput input) {
    return switch (input) {
      case BucketInput.ListBuckets _, BucketInput.CreateBucket _ -> List.of();
      case BucketInput.HeadBucket head -> List.of(Need.of(Action.LIST_BUCKET, head.bucket()));
      case BucketInput.DeleteBucket delete ->
          List.of(Need.of(Action.DELETE_BUCKET, delete.bucket()));
      case BucketInput.GetBucketLocation location ->
          List.of(Need.of(Action.GET_LOCATION, location.bucket()));
    };
  }

  private static List<Need> of(ObjectInput input) {
    return switch (input) {
      case ObjectInput.GetObject get ->
          List.of(Need.of(Action.GET_OBJECT, get.bucket(), get.key()));
      case ObjectInput.HeadObject head -> of(head.get());
      case ObjectInput.GetObjectAttributes get ->
          List.of(
              Need.of(Action.GET_OBJECT_ATTRIBUTES, get.bucket(), get.key()),
              Need.of(Action.GET_OBJECT, get.bucket(), get.key()));
      case ObjectInput.PutObject put -> write(put.bucket(), put.key(), put.attributes());
      case ObjectInput.CopyObject copy -> {
        List<Need> needs =
            write(
                copy.bucket(),
                copy.key(),
                new RequestedAttributes(
                    copy.acl(), copy.tags().orElse(RequestedAttributes.NONE.tags())));
        needs.add(read(copy.source()));
        yield needs;
      }
      case ObjectInput.DeleteObject delete ->
          List.of(Need.of(Action.DELETE_OBJECT, delete.bucket(), delete.key()));
      case ObjectInput.PostObject post -> of(post.put());
      // Its object is in the body: the form is read, and asked about, before it gets here.
      case ObjectInput.PostForm _ -> List.of();
      // Its keys are in the body: whoever reads that asks for each.
      case ObjectInput.DeleteObjects _ -> List.of();
      case ObjectInput.GetObjectTagging get ->
          List.of(Need.of(Action.GET_OBJECT_TAGGING, get.bucket(), get.key()));
      case ObjectInput.PutObjectTagging put ->
          List.of(Need.of(Action.PUT_OBJECT_TAGGING, put.bucket(), put.key()));
      case ObjectInput.DeleteObjectTagging delete ->
          List.of(Need.of(Action.DELETE_OBJECT_TAGGING, delete.bucket(), delete.key()));
    };
  }

  private static List<Need> write(
      BucketName bucket, ObjectKey key, RequestedAttributes attributes) {
    List<Need> needs = new ArrayList<>();
    needs.add(Need.of(Action.PUT_OBJECT, bucket, key));
    if (attributes.acl().isPresent()) {
      needs.add(Need.of(Action.PUT_OBJECT_ACL, bucket, key).impliedByAnother());
    }
    if (!attributes.tags().isEmpty()) {
      needs.add(Need.of(Action.PUT_OBJECT_TAGGING, bucket, key).impliedByAnother());
    }
    return needs;
  }

  private static Need read(CopySource source) {
    return Need.of(Action.GET_OBJECT, source.bucket(), source.key());
  }

  private static List<Need> of(MultipartInput input) {
    return switch (input) {
      case MultipartInput.CreateMultipartUpload create ->
          write(create.bucket(), create.key(), create.attributes());
      case MultipartInput.UploadPart part ->
          List.of(Need.of(Action.PUT_OBJECT, part.bucket(), part.key()));
      case MultipartInput.UploadPartCopy copy ->
          List.of(Need.of(Action.PUT_OBJECT, copy.bucket(), copy.key()), read(copy.source()));
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

  private static List<Need> of(AclInput input) {
    return switch (input) {
      case AclInput.GetBucketAcl get -> List.of(Need.of(Action.GET_BUCKET_ACL, get.bucket()));
      case AclInput.PutBucketAcl put -> List.of(Need.of(Action.PUT_BUCKET_ACL, put.bucket()));
      case AclInput.GetObjectAcl get ->
          List.of(Need.of(Action.GET_OBJECT_ACL, get.bucket(), get.key()));
      case AclInput.PutObjectAcl put ->
          List.of(Need.of(Action.PUT_OBJECT_ACL, put.bucket(), put.key()));
    };
  }

  private static Action action(SettingInput input) {
    return switch (input) {
      case SettingInput.GetBucketPolicyStatus _ -> Action.GET_POLICY_STATUS;
      case SettingInput.GetUnsetFeature _ -> Action.GET_FEATURE;
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
