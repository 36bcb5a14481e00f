package io.horizonpush.s3.store;

import io.horizonpush.s3.model.ObjectKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;

/**
 * The simplest listing that is right: every key is rolled up, everything up to the start is
 * dropped, and the page is cut from what is left. The oracle of the real ones.
 */
public record ModelListing(
    List<String> objects, List<String> commonPrefixes, Optional<String> next) {

  public static ModelListing of(Collection<String> keys, ListQuery query) {
    NavigableSet<String> entries = new TreeSet<>(ModelListing::compare);
    for (String key : keys) {
      if (key.startsWith(query.prefix())) {
        entries.add(rollUp(key, query));
      }
    }
    List<String> rest =
        query.after().isEmpty()
            ? List.copyOf(entries)
            : List.copyOf(entries.tailSet(query.after(), false));
    List<String> page = rest.subList(0, Math.min(query.limit(), rest.size()));
    List<String> objects = new ArrayList<>();
    List<String> prefixes = new ArrayList<>();
    for (String entry : page) {
      (isPrefix(entry, query) ? prefixes : objects).add(entry);
    }
    return new ModelListing(
        objects,
        prefixes,
        rest.size() > page.size() ? Optional.of(page.getLast()) : Optional.empty());
  }

  public static ModelListing of(ObjectListing listing) {
    return new ModelListing(
        listing.objects().stream().map(each -> each.key().value()).toList(),
        listing.commonPrefixes(),
        listing.next());
  }

  private static boolean isPrefix(String entry, ListQuery query) {
    return !query.delimiter().isEmpty()
        && entry.indexOf(query.delimiter(), query.prefix().length()) >= 0;
  }

  private static String rollUp(String key, ListQuery query) {
    int at =
        query.delimiter().isEmpty() ? -1 : key.indexOf(query.delimiter(), query.prefix().length());
    return at < 0 ? key : key.substring(0, at + query.delimiter().length());
  }

  private static int compare(String one, String other) {
    return Arrays.compareUnsigned(Bytes.of(one), Bytes.of(other));
  }

  /** The keys in the order in which a store lists them. */
  public static List<String> sorted(Collection<String> keys) {
    return keys.stream().map(ObjectKey::new).sorted().map(ObjectKey::value).toList();
  }
}
