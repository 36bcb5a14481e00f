package io.horizonpush.iroh.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.horizonpush.iroh.replica.BucketReplica.Entry;
import io.horizonpush.s3.model.BlobHash;
import io.horizonpush.s3.model.ObjectKey;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What all {@link BucketReplicas} and their documents do. */
public abstract class BucketReplicaContract {

  /** The documents under test. */
  protected abstract BucketReplicas replicas();

  /** Closes the documents and opens them over the same data. */
  protected abstract BucketReplicas reopened();

  @Test
  protected void put_ofKeysThatArePrefixesOfEachOther_keepsThemAll() {
    BucketReplica replica = replicas().open(replicas().create());
    List<Entry> entries = Stream.of("a/b", "a", "a!", "a/b/c", "b").map(this::entry).toList();

    replica.put(entries);

    assertThat(all(replica)).containsExactlyElementsOf(sorted(entries));
    assertThat(replica.get(key("a/b"))).hasValue(entry("a/b"));
  }

  @Test
  protected void put_ofAKeyThatIsThere_replacesIt() {
    BucketReplica replica = replicas().open(replicas().create());
    for (int i = 1; i <= 20; i++) {
      Entry newer = new Entry(key("k"), new BlobHash(i, 0, 0, 1), i);
      replica.put(List.of(newer));
      assertThat(replica.get(key("k"))).hasValue(newer);
    }
    assertThat(all(replica)).hasSize(1);
  }

  @Test
  protected void get_ofAnUnknownKey_givesNothing() {
    BucketReplica replica = replicas().open(replicas().create());
    replica.put(List.of(entry("a")));

    assertThat(replica.get(key("b"))).isEmpty();
    assertThat(all(replicas().open(replicas().create()))).isEmpty();
  }

  @Test
  protected void forEach_givesManyEntriesInTheOrderOfTheirKeys() {
    BucketReplica replica = replicas().open(replicas().create());
    List<Entry> entries =
        IntStream.range(0, 3500).mapToObj(n -> entry("key/" + n * 7919 % 3500)).toList();

    replica.put(entries);

    assertThat(all(replica)).containsExactlyElementsOf(sorted(entries));
  }

  @Test
  protected void forEach_whoseActionFails_endsAndLeavesTheDocumentUsable() {
    BucketReplica replica = replicas().open(replicas().create());
    replica.put(List.of(entry("a"), entry("b")));

    assertThatThrownBy(
            () ->
                replica.forEach(
                    _ -> {
                      throw new IllegalStateException("enough");
                    }))
        .hasMessage("enough");
    assertThat(all(replica)).hasSize(2);
  }

  @Test
  protected void open_afterFlushAndReopen_findsEverything() {
    ReplicaId id = replicas().create();
    BucketReplica replica = replicas().open(id);
    List<Entry> entries = IntStream.range(0, 100).mapToObj(n -> entry("k" + n)).toList();
    replica.put(entries);
    replica.flush();

    BucketReplica again = reopened().open(id);
    assertThat(again.id()).isEqualTo(id);
    assertThat(all(again)).containsExactlyElementsOf(sorted(entries));
  }

  @Test
  protected void close_letsTheDocumentBeOpenedAgain() {
    ReplicaId id = replicas().create();
    try (BucketReplica replica = replicas().open(id)) {
      replica.put(List.of(entry("a")));
    }
    try (BucketReplica replica = replicas().open(id)) {
      assertThat(replica.get(key("a"))).hasValue(entry("a"));
    }
  }

  @Test
  protected void documents_haveNothingInCommon() {
    BucketReplica first = replicas().open(replicas().create());
    BucketReplica second = replicas().open(replicas().create());
    assertThat(first.id()).isNotEqualTo(second.id());
    first.put(List.of(entry("a")));

    assertThat(second.get(key("a"))).isEmpty();
  }

  @Test
  protected void list_namesEveryDocumentUntilItIsDeleted() {
    ReplicaId open = replicas().create();
    ReplicaId closed = replicas().create();
    replicas().open(closed).close();
    assertThat(replicas().list()).containsExactlyInAnyOrder(open, closed);

    replicas().delete(open);
    assertThat(reopened().list()).containsExactly(closed);
  }

  @Test
  protected void delete_removesADocumentForGood() {
    ReplicaId id = replicas().create();
    replicas().open(id).put(List.of(entry("a")));

    replicas().delete(id);
    replicas().delete(id);

    assertThatThrownBy(() -> replicas().open(id)).isInstanceOf(ReplicaException.class);
  }

  @Test
  protected void open_ofAnUnknownDocument_fails() {
    ReplicaId unknown = new ReplicaId("ab".repeat(32));

    assertThatThrownBy(() -> replicas().open(unknown))
        .isInstanceOf(ReplicaException.class)
        .hasMessageContaining(unknown.hex());
  }

  @Test
  protected void put_byManyAtOnce_keepsEveryEntry() throws Exception {
    ReplicaId id = replicas().create();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> writers = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        Entry entry = entry("k" + i);
        writers.add(threads.submit(() -> replicas().open(id).put(List.of(entry))));
      }
      for (Future<?> writer : writers) {
        writer.get();
      }
    }
    assertThat(all(replicas().open(id))).hasSize(50);
  }

  /** All entries of a document, in the order in which it gives them. */
  protected static List<Entry> all(BucketReplica replica) {
    List<Entry> entries = new ArrayList<>();
    replica.forEach(entries::add);
    return entries;
  }

  /** An entry that follows from its key. */
  protected Entry entry(String key) {
    return new Entry(key(key), new BlobHash(key.hashCode(), 1, 2, 3), key.length());
  }

  private static List<Entry> sorted(List<Entry> entries) {
    return entries.stream().sorted(Comparator.comparing(Entry::key)).toList();
  }

  private static DocumentKey key(String key) {
    return DocumentKey.of(ObjectKey.of(key.getBytes(StandardCharsets.UTF_8)));
  }
}
