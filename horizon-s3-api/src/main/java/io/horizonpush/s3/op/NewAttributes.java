package io.horizonpush.s3.op;

import io.horizonpush.s3.access.AccessControl;
import io.horizonpush.s3.model.Acl;
import io.horizonpush.s3.model.Attribute;
import io.horizonpush.s3.model.Bucket;
import io.horizonpush.s3.model.CannedAcl;
import io.horizonpush.s3.model.KeyRights;
import io.horizonpush.s3.model.Owner;
import io.horizonpush.s3.model.Principal;
import io.horizonpush.s3.model.Retention;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.model.StorageClass;
import io.horizonpush.s3.request.RequestedAcl;
import io.horizonpush.s3.request.RequestedAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Makes of what a client asks for the attributes and lists that are stored. Thread-safe. */
final class NewAttributes {

  private final AccessControl access;

  NewAttributes(AccessControl access) {
    this.access = access;
  }

  /**
   * The attributes of a new object.
   *
   * @throws S3Exception {@code AccessDenied} when its list would open it to everyone and the bucket
   *     rules that out; {@code InvalidRequest} when it is to be locked and the bucket has no locks;
   *     {@code NotImplemented} for a storage class that the bucket has no place for; what {@link
   *     RequestedAcl#resolve} throws
   */
  List<Attribute> of(Principal principal, Bucket bucket, RequestedAttributes asked) {
    Owner owner = owner(principal, bucket);
    RequestedAcl acl = asked.acl().orElse(new RequestedAcl.Canned(CannedAcl.PRIVATE));
    if (!asked.lock().isEmpty() && !bucket.configuration().objectLock()) {
      throw S3Exception.noObjectLock();
    }
    List<Attribute> attributes = new ArrayList<>(5);
    stored(resolve(acl, owner, bucket.owner()), bucket).ifPresent(attributes::add);
    if (!asked.tags().isEmpty()) {
      attributes.add(asked.tags());
    }
    asked.lock().retention().map(Retention::of).ifPresent(attributes::add);
    asked.lock().hold().ifPresent(attributes::add);
    asked
        .storageClass()
        .filter(each -> !each.isStandard())
        .map(each -> mapped(each, bucket))
        .ifPresent(attributes::add);
    return attributes;
  }

  /** All bytes here are kept alike: a class that has no place of its own would be a lie. */
  private static StorageClass mapped(StorageClass asked, Bucket bucket) {
    if (!bucket.configuration().origins().maps(asked)) {
      throw S3Exception.unsupportedHeader("x-amz-storage-class");
    }
    return asked;
  }

  /**
   * A list that replaces another one.
   *
   * @param owner whom the list's bucket or object belongs to
   */
  Acl changed(RequestedAcl asked, Owner owner, Bucket bucket) {
    Acl acl = resolve(asked, owner, bucket.owner());
    refuseBlocked(acl, bucket);
    return acl;
  }

  /** A list that a document asks for, in place of another one. */
  Acl changed(AclDocument asked, Owner owner, Bucket bucket) {
    Acl acl = asked.resolve(owner, access.owners()::find, access.owners()::findByEmail);
    refuseBlocked(acl, bucket);
    return acl;
  }

  /** The list of a new bucket. */
  Acl ofNewBucket(RequestedAcl asked, Owner owner) {
    return resolve(asked, owner, owner);
  }

  /** An object that only its bucket's owner may use needs no list. */
  private Optional<Acl> stored(Acl acl, Bucket bucket) {
    refuseBlocked(acl, bucket);
    Acl plain = CannedAcl.PRIVATE.of(bucket.owner(), bucket.owner());
    return acl.equals(plain) ? Optional.empty() : Optional.of(acl);
  }

  private void refuseBlocked(Acl acl, Bucket bucket) {
    if (access.rules().block(bucket).blockAcls() && acl.isPublic()) {
      throw S3Exception.accessDenied();
    }
  }

  private Acl resolve(RequestedAcl asked, Owner owner, Owner bucketOwner) {
    return asked.resolve(owner, bucketOwner, access.owners()::find, access.owners()::findByEmail);
  }

  /** Whoever may write into a bucket only on its owner's behalf writes for the owner. */
  private static Owner owner(Principal principal, Bucket bucket) {
    return switch (principal) {
      case Principal.KeyHolder holder ->
          switch (holder.rights()) {
            case KeyRights.OfOwner _ -> holder.owner();
            case KeyRights.Everything _, KeyRights.Granted _ -> bucket.owner();
          };
      case Principal.Local _ -> bucket.owner();
      case Principal.Identified identified -> identified.owner();
      case Principal.Public visitor -> visitor.owner();
    };
  }
}
