package io.horizonpush.iroh.swarm;

import io.horizonpush.s3.model.Bucket;
import io.horizonpush.s3.model.ObjectBody.Part;
import io.horizonpush.s3.model.ObjectKey;
import io.horizonpush.s3.model.ObjectSummary.OfObject;
import io.horizonpush.s3.store.ListQuery;
import io.horizonpush.s3.store.ObjectListing;
import io.horizonpush.s3.store.ObjectStore;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * The current objects of a bucket whose keys begin alike, page by page, each page as it is when its
 * turn comes. Thread-safe; blocks its (virtual) thread.
 *
 * @param prefix of the keys; empty for all
 */
public record PrefixedObjects(ObjectStore objects, Bucket bucket, String prefix) {

  private static final int PAGE = 1000;

  /**
   * Goes over all of them, in the order of their keys, for as long as it is to.
   *
   * @return whether it came to the end
   */
  public boolean forEachPage(BooleanSupplier goesOn, Consumer<List<OfObject>> work) {
    Optional<String> after = Optional.of("");
    while (after.isPresent() && goesOn.getAsBoolean()) {
      ObjectListing page = objects.list(bucket, new ListQuery(prefix, "", after.get(), PAGE));
      work.accept(page.objects());
      after = page.next();
    }
    return after.isEmpty();
  }

  /** The parts of an object as it is now; none if it is gone, or has no blobs. */
  public List<Part> parts(ObjectKey key) {
    return objects
        .find(bucket, key)
        .present()
        .map(version -> version.body().parts())
        .orElse(List.of());
  }

  /** The parts of the objects of a page. */
  public List<Part> parts(List<OfObject> page) {
    return page.stream().flatMap(object -> parts(object.key()).stream()).toList();
  }
}
