package io.horizonpush.s3.request;

import io.horizonpush.s3.model.ObjectKey;
import io.horizonpush.s3.request.MultipartInput.ListMultipartUploads;
import java.util.Optional;

/** The object that a request names. Stateless. */
public final class NamedKey {

  private NamedKey() {}

  /** The key of the one object that a request is about; nothing where it is about none, or many. */
  public static Optional<ObjectKey> of(S3Input input) {
    return switch (input) {
      case ObjectInput object -> of(object);
      case MultipartInput multipart -> of(multipart);
      case AclInput.GetObjectAcl get -> Optional.of(get.key());
      case AclInput.PutObjectAcl put -> Optional.of(put.key());
      case AclInput.GetBucketAcl _, AclInput.PutBucketAcl _ -> Optional.empty();
      case LockInput.GetObjectRetention get -> Optional.of(get.key());
      case LockInput.PutObjectRetention put -> Optional.of(put.key());
      case LockInput.GetObjectLegalHold get -> Optional.of(get.key());
      case LockInput.PutObjectLegalHold put -> Optional.of(put.key());
      case LockInput.GetObjectLockConfiguration _, LockInput.PutObjectLockConfiguration _ ->
          Optional.empty();
      case BucketInput _, ListInput _, SettingInput _, VersioningInput _ -> Optional.empty();
    };
  }

  private static Optional<ObjectKey> of(ObjectInput input) {
    return switch (input) {
      case ObjectInput.GetObject get -> Optional.of(get.key());
      case ObjectInput.HeadObject(ObjectInput.GetObject get) -> Optional.of(get.key());
      case ObjectInput.PutObject put -> Optional.of(put.key());
      case ObjectInput.PostObject post -> Optional.of(post.put().key());
      case ObjectInput.CopyObject copy -> Optional.of(copy.key());
      case ObjectInput.DeleteObject delete -> Optional.of(delete.key());
      case ObjectInput.GetObjectAttributes get -> Optional.of(get.key());
      case ObjectInput.GetObjectTagging get -> Optional.of(get.key());
      case ObjectInput.PutObjectTagging put -> Optional.of(put.key());
      case ObjectInput.DeleteObjectTagging delete -> Optional.of(delete.key());
      case ObjectInput.DeleteObjects _, ObjectInput.PostForm _ -> Optional.empty();
    };
  }

  private static Optional<ObjectKey> of(MultipartInput input) {
    return switch (input) {
      case MultipartInput.CreateMultipartUpload create -> Optional.of(create.key());
      case MultipartInput.UploadPart part -> Optional.of(part.key());
      case MultipartInput.UploadPartCopy copy -> Optional.of(copy.key());
      case MultipartInput.CompleteMultipartUpload complete -> Optional.of(complete.key());
      case MultipartInput.AbortMultipartUpload abort -> Optional.of(abort.key());
      case MultipartInput.ListParts list -> Optional.of(list.key());
      case ListMultipartUploads _ -> Optional.empty();
    };
  }
}
