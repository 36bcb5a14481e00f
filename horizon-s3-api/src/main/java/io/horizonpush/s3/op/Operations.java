package io.horizonpush.s3.op;

import io.horizonpush.s3.access.AccessControl;
import io.horizonpush.s3.access.Authorizer;
import io.horizonpush.s3.filter.Operation;
import io.horizonpush.s3.filter.S3Request;
import io.horizonpush.s3.filter.S3Response;
import io.horizonpush.s3.request.AclInput;
import io.horizonpush.s3.request.BucketInput;
import io.horizonpush.s3.request.ListInput;
import io.horizonpush.s3.request.LockInput;
import io.horizonpush.s3.request.MultipartInput;
import io.horizonpush.s3.request.ObjectInput;
import io.horizonpush.s3.request.SettingInput;
import io.horizonpush.s3.request.VersioningInput;
import io.horizonpush.s3.store.BucketStore;
import io.horizonpush.s3.store.MultipartStore;
import io.horizonpush.s3.store.ObjectStore;

/** All operations: the end of every filter chain. Thread-safe. */
public final class Operations implements Operation {

  private final BucketOperations buckets;
  private final ListOperations lists;
  private final ReadOperations reads;
  private final WriteOperations writes;
  private final FormOperations forms;
  private final CopyOperations copies;
  private final DeleteOperations deletes;
  private final MultipartOperations multipart;
  private final AclOperations acls;
  private final SettingOperations settings;
  private final TaggingOperations tagging;
  private final AttributesOperation attributes;
  private final VersioningOperations versioning;
  private final LockOperations locks;

  /** What the operations work on. */
  public record Stores(BucketStore buckets, ObjectStore objects, MultipartStore uploads) {}

  /**
   * All operations over some stores.
   *
   * @param region what clients are told about where buckets are
   */
  public Operations(Stores stores, AccessControl access, String region) {
    ObjectStore objects = stores.objects();
    Authorizer authorizer = access.authorizer();
    NewAttributes newAttributes = new NewAttributes(access);
    this.buckets = new BucketOperations(stores.buckets(), access, region);
    this.lists = new ListOperations(objects);
    this.reads = new ReadOperations(objects, new ShownAttributes(authorizer));
    this.writes = new WriteOperations(objects, newAttributes);
    this.forms = new FormOperations(writes::put);
    this.copies = new CopyOperations(objects, newAttributes, authorizer);
    this.deletes = new DeleteOperations(objects, authorizer);
    this.multipart = new MultipartOperations(objects, stores.uploads(), newAttributes);
    this.acls = new AclOperations(stores.buckets(), objects, access);
    this.settings = new SettingOperations(stores.buckets(), access.rules());
    this.tagging = new TaggingOperations(objects);
    this.attributes = new AttributesOperation(objects);
    this.versioning = new VersioningOperations(stores.buckets());
    this.locks = new LockOperations(stores.buckets(), objects, authorizer);
  }

  @Override
  public S3Response run(S3Request<?> request) {
    ExpectedBucketOwner.check(request);
    return switch (request.input()) {
      case BucketInput input -> buckets.handle(request, input);
      case ListInput input -> lists.handle(request, input);
      case MultipartInput input -> multipart.handle(request, input);
      case ObjectInput.GetObject input -> reads.get(request, input);
      case ObjectInput.HeadObject input -> reads.head(request, input.get());
      case ObjectInput.PutObject input -> writes.put(request, input);
      case ObjectInput.PostObject input -> forms.post(request, input);
      case ObjectInput.PostForm input ->
          throw new IllegalStateException("The form for " + input.bucket() + " was not read");
      case ObjectInput.CopyObject input -> copies.copy(request, input);
      case ObjectInput.DeleteObject input -> deletes.delete(request, input);
      case ObjectInput.DeleteObjects input -> deletes.deleteAll(request, input);
      case ObjectInput.GetObjectAttributes input -> attributes.get(request, input);
      case ObjectInput.GetObjectTagging input -> tagging.get(request, input);
      case ObjectInput.PutObjectTagging input -> tagging.put(request, input);
      case ObjectInput.DeleteObjectTagging input -> tagging.delete(request, input);
      case AclInput input -> acls.handle(request, input);
      case SettingInput input -> settings.handle(request, input);
      case VersioningInput input -> versioning.handle(request, input);
      case LockInput input -> locks.handle(request, input);
    };
  }
}
