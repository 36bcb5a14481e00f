package io.horizonpush.node;

import io.horizonpush.node.admin.BucketOriginsChange;
import io.horizonpush.node.origins.HeldOrigin;
import io.horizonpush.node.origins.NodeOrigins;
import io.horizonpush.s3.model.BucketOrigins;
import io.horizonpush.s3.model.BucketOrigins.Writes;
import io.horizonpush.s3.model.ListedOrigin;
import io.horizonpush.s3.model.OriginId;
import io.horizonpush.s3.model.StorageClass;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The step from what an operator wants of a bucket's storage classes to where they go then.
 *
 * @param origins that this node has access to
 * @param chosen what the bucket has otherwise
 */
record MappedClasses(NodeOrigins origins, BucketOrigins chosen) {

  /**
   * The bucket's origins with the classes.
   *
   * @param change what is wanted
   * @throws IllegalArgumentException saying what to do, where that cannot be
   */
  BucketOrigins changedBy(BucketOriginsChange change) {
    SortedMap<StorageClass, OriginId> classes = new TreeMap<>(chosen.classes());
    for (BucketOriginsChange.ClassChange each : change.storageClasses().orElse(List.of())) {
      StorageClass of = require(each.storageClass());
      each.origin()
          .ifPresentOrElse(
              name -> classes.put(of, require(of, name).id()), () -> classes.remove(of));
    }
    if (change.origins().isPresent()) {
      classes.forEach(this::requireListed);
    }
    if (chosen.writes() == Writes.LOCAL_ONLY && !classes.isEmpty()) {
      throw new IllegalArgumentException(
          "nothing that is written goes to an origin, and the storage class %s would: give --write write-back or write-through, or take it away with --storage-class %s="
              .formatted(classes.firstKey(), classes.firstKey()));
    }
    return chosen.withClasses(classes);
  }

  private static StorageClass require(String word) {
    StorageClass found = StorageClass.writable(word).orElseThrow(() -> unknown(word));
    if (found.isStandard()) {
      throw new IllegalArgumentException(
          "the storage class STANDARD goes to the first origin that is not read-only: change their order with --set");
    }
    return found;
  }

  /** Refuses what is no storage class. */
  static IllegalArgumentException unknown(String word) {
    String known =
        StorageClass.WRITABLE.stream()
            .filter(each -> !each.isStandard())
            .map(StorageClass::word)
            .collect(Collectors.joining(", "));
    return new IllegalArgumentException(
        "storage class cannot be '%s'; allowed is: %s".formatted(word, known));
  }

  private ListedOrigin require(StorageClass of, String name) {
    ListedOrigin listed =
        named(name)
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "the storage class %s cannot go to %s, which is none of the bucket's origins: name it in --set, too"
                            .formatted(of, name)));
    if (listed.readOnly()) {
      throw new IllegalArgumentException(
          "the storage class %s cannot go to %s, which is read-only".formatted(of, name));
    }
    return listed;
  }

  private Optional<ListedOrigin> named(String name) {
    Optional<OriginId> held =
        origins.all().stream()
            .filter(each -> each.name().equals(name))
            .map(HeldOrigin::id)
            .findFirst();
    return chosen.origins().stream()
        .filter(
            each -> held.filter(each.id()::equals).isPresent() || each.id().toString().equals(name))
        .findFirst();
  }

  private void requireListed(StorageClass of, OriginId id) {
    if (chosen.find(id).isEmpty()) {
      throw new IllegalArgumentException(
          "the storage class %s goes to the origin %s, which would be none of the bucket's: take it away with --storage-class %s= as well"
              .formatted(of, shown(id), of));
    }
  }

  private String shown(OriginId id) {
    return origins.held(id).map(HeldOrigin::name).orElseGet(id::toString);
  }
}
