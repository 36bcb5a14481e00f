package io.horizonpush.iroh.sync;

import io.horizonpush.iroh.codec.Manifest;
import io.horizonpush.iroh.index.BucketTable.BucketRow;
import io.horizonpush.iroh.index.Tables;
import io.horizonpush.iroh.replica.DocumentKey;
import io.horizonpush.iroh.replica.SignedEntries.Name;
import io.horizonpush.iroh.replica.SignedEntry;
import io.horizonpush.iroh.store.Manifests;
import io.horizonpush.iroh.sync.FeedMessage.Give;
import io.horizonpush.iroh.sync.FeedMessage.Given;
import io.horizonpush.iroh.sync.FeedMessage.More;
import io.horizonpush.iroh.sync.FeedMessage.Offered;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/**
 * The entries of an offer that are wanted, with signatures and manifests, a few hundred KiB at a
 * time. One that is not here any more is left out: a later one of its author is, behind it in the
 * order of all. Thread-safe.
 */
final class EntryGiver {

  private final SyncStores stores;
  private final SyncCounts counts;

  EntryGiver(SyncStores stores, SyncCounts counts) {
    this.stores = stores;
    this.counts = counts;
  }

  /** An entry with its manifest, where that is here. */
  private record Found(int place, Name name, Offered offered, Optional<Manifest> manifest) {}

  void give(BucketRow bucket, List<Offered> offered, BitSet wanted, FeedChannel channel) {
    int next = wanted.nextSetBit(0);
    while (next >= 0) {
      int from = next;
      List<Found> some =
          stores.index().snapshot(tables -> find(tables, bucket.id(), offered, wanted, from));
      send(signed(bucket, some), channel);
      next = wanted.nextSetBit(some.getLast().place() + 1);
    }
    channel.send(new Give(true, List.of()));
  }

  /** The next of them, until their manifests are enough for a frame. */
  private static List<Found> find(
      Tables tables, long bucket, List<Offered> offered, BitSet wanted, int from) {
    List<Found> found = new ArrayList<>();
    long bytes = 0;
    for (int at = from; at >= 0 && bytes < FeedMessage.MOST_BYTES; at = wanted.nextSetBit(at + 1)) {
      Offered entry = offered.get(at);
      DocumentKey key = entry.key().orElseThrow();
      Optional<Manifest> manifest = Manifests.find(tables, bucket, key, entry.author());
      found.add(new Found(at, new Name(key, entry.author()), entry, manifest));
      bytes += manifest.map(Manifest::length).orElse(0);
    }
    return found;
  }

  private List<Given> signed(BucketRow bucket, List<Found> found) {
    List<Found> here =
        found.stream()
            .filter(
                each ->
                    each.manifest()
                        .filter(
                            bytes ->
                                stores.hash().of(bytes.bytes()).equals(each.offered().manifest()))
                        .isPresent())
            .toList();
    List<Optional<SignedEntry>> signed = stores.documents().signed(bucket, names(here));
    List<Given> given = new ArrayList<>(here.size());
    for (int i = 0; i < signed.size(); i++) {
      Found each = here.get(i);
      signed
          .get(i)
          .filter(entry -> entry.manifest().equals(each.offered().manifest()))
          .ifPresent(entry -> given.add(given(each, entry)));
    }
    counts.countGiven(given.size());
    counts.countMissing(found.size() - given.size());
    return given;
  }

  private static List<Name> names(List<Found> found) {
    return found.stream().map(Found::name).toList();
  }

  private static Given given(Found found, SignedEntry entry) {
    return new Given(
        found.place(),
        entry.size(),
        entry.time(),
        entry.signatures(),
        found.manifest().orElseThrow());
  }

  private static void send(List<Given> entries, FeedChannel channel) {
    List<Given> frame = new ArrayList<>();
    int bytes = 0;
    for (Given each : entries) {
      int length = each.manifest().length();
      if (bytes + length > FeedMessage.MOST_BYTES && !frame.isEmpty()) {
        channel.send(new Give(false, frame));
        frame = new ArrayList<>();
        bytes = 0;
      }
      if (length > FeedMessage.MOST_BYTES) {
        sendLong(each, channel);
      } else {
        frame.add(each);
        bytes += length;
      }
    }
    if (!frame.isEmpty()) {
      channel.send(new Give(false, frame));
    }
  }

  private static void sendLong(Given entry, FeedChannel channel) {
    byte[] whole = entry.manifest().bytes();
    Manifest beginning = Manifest.of(Arrays.copyOf(whole, FeedMessage.MOST_BYTES));
    channel.send(
        new Give(
            false,
            List.of(
                new Given(
                    entry.place(), entry.size(), entry.time(), entry.signatures(), beginning))));
    for (int at = beginning.length(); at < whole.length; at += FeedMessage.MOST_BYTES) {
      channel.send(
          new More(
              Manifest.of(
                  Arrays.copyOfRange(
                      whole, at, Math.min(at + FeedMessage.MOST_BYTES, whole.length)))));
    }
  }
}
