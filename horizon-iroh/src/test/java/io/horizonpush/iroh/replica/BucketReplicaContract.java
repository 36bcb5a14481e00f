package io.horizonpush.iroh.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.horizonpush.iroh.replica.BucketReplica.Entry;
import io.horizonpush.iroh.replica.BucketReplica.NewEntry;
import io.horizonpush.iroh.replica.BucketReplicas.NewReplica;
import io.horizonpush.iroh.replica.SignedEntries.Name;
import io.horizonpush.iroh.replica.SignedEntries.Taken;
import io.horizonpush.s3.model.BlobHash;
import io.horizonpush.s3.model.ObjectKey;
import io.horizonpush.s3.model.VersionId;
import io.horizonpush.s3.model.WriterId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
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

  /** The documents of another node. */
  protected abstract BucketReplicas others();

  /** Who writes what is put. */
  protected abstract WriterId author();

  @Test
  protected void put_ofKeysThatArePrefixesOfEachOther_keepsThemAll() {
    BucketReplica replica = created();
    List<NewEntry> entries =
        Stream.of("a/b", "a", "a!", "a/b/c", "b").map(BucketReplicaContract::entry).toList();

    replica.put(entries);

    assertThat(all(replica)).containsExactlyElementsOf(read(entries));
    assertThat(replica.get(key("a/b"))).containsExactly(read(entry("a/b")));
  }

  @Test
  protected void put_ofVersionsOfAKey_keepsThemAll() {
    BucketReplica replica = created();
    ObjectKey key = new ObjectKey("k");
    List<NewEntry> entries =
        Stream.of(
                DocumentKey.of(key),
                DocumentKey.of(key, new VersionId(0, 0)),
                DocumentKey.of(key, new VersionId(0, 1)),
                DocumentKey.ofSetting("k"))
            .map(each -> new NewEntry(each, new BlobHash(1, 2, 3, 4), 5))
            .toList();

    assertThat(replica.put(entries)).isEmpty();

    assertThat(all(replica)).containsExactlyElementsOf(read(entries));
  }

  @Test
  protected void put_ofAKeyThatIsThere_replacesIt() {
    BucketReplica replica = created();
    for (int i = 1; i <= 20; i++) {
      NewEntry next = new NewEntry(key("k"), new BlobHash(i % 3, 0, 0, 1), i % 3 + 1);
      assertThat(replica.put(List.of(next))).isEmpty();
      assertThat(replica.get(key("k"))).containsExactly(read(next));
    }
    assertThat(all(replica)).hasSize(1);
  }

  @Test
  protected void put_ofAKeyTwice_keepsTheLast() {
    BucketReplica replica = created();
    NewEntry first = entry("k");
    NewEntry last = new NewEntry(key("k"), new BlobHash(9, 9, 9, 9), 9);

    assertThat(replica.put(List.of(first, last))).isEmpty();
    assertThat(all(replica)).containsExactly(read(last));

    assertThat(replica.put(List.of(first, last, first))).isEmpty();
    assertThat(all(replica)).containsExactly(read(first));
  }

  @Test
  protected void put_ofWhatIsThere_succeedsAndChangesNothing() {
    BucketReplica replica = created();
    NewEntry entry = entry("k");

    for (int i = 0; i < 3; i++) {
      assertThat(replica.put(List.of(entry, entry("a")))).isEmpty();
    }

    assertThat(all(replica)).containsExactly(read(entry("a")), read(entry));
  }

  @Test
  protected void get_ofAnUnknownKey_givesNothing() {
    BucketReplica replica = created();
    replica.put(List.of(entry("a")));

    assertThat(replica.get(key("b"))).isEmpty();
    assertThat(all(created())).isEmpty();
  }

  @Test
  protected void forEach_givesManyEntriesInTheOrderOfTheirKeys() {
    BucketReplica replica = created();
    List<NewEntry> entries =
        IntStream.range(0, 3500).mapToObj(n -> entry("key/" + n * 7919 % 3500)).toList();

    replica.put(entries);

    assertThat(all(replica)).containsExactlyElementsOf(read(entries));
  }

  @Test
  protected void forEach_whoseActionFails_endsAndLeavesTheDocumentUsable() {
    BucketReplica replica = created();
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
    NewReplica made = replicas().create();
    BucketReplica replica = replicas().open(made.id(), made.secret());
    List<NewEntry> entries = IntStream.range(0, 100).mapToObj(n -> entry("k" + n)).toList();
    replica.put(entries);
    replica.flush();

    BucketReplica again = reopened().open(made.id(), made.secret());
    assertThat(again.id()).isEqualTo(made.id());
    assertThat(all(again)).containsExactlyElementsOf(read(entries));
    assertThat(all(replicas().open(made.id()))).hasSize(100);
  }

  @Test
  protected void open_ofADocumentThatIsGone_makesItOfItsSecret() {
    NewReplica made = replicas().create();
    BucketReplica old = replicas().open(made.id(), made.secret());
    old.put(List.of(entry("a")));
    replicas().delete(made.id());

    try (BucketReplica replica = replicas().open(made.id(), made.secret())) {
      assertThat(replica.id()).isEqualTo(made.id());
      assertThat(all(replica)).isEmpty();
      replica.put(List.of(entry("b")));
    }

    BucketReplica again = reopened().open(made.id());
    assertThat(all(again)).containsExactly(read(entry("b")));
    assertThat(replicas().list()).containsExactly(made.id());
  }

  @Test
  protected void open_withTheSecretOfAnotherDocument_fails() {
    ReplicaId id = replicas().create().id();
    DocumentSecret other = replicas().create().secret();

    assertThatThrownBy(() -> replicas().open(id, other))
        .isInstanceOf(ReplicaException.class)
        .hasMessageContaining(id.hex());
  }

  @Test
  protected void idOf_givesTheIdOfTheDocumentThatTheSecretMakes() {
    NewReplica made = replicas().create();

    assertThat(replicas().idOf(made.secret())).isEqualTo(made.id());
    assertThat(made.toString()).doesNotContain(HexFormat.of().formatHex(made.secret().bytes()));
  }

  @Test
  protected void close_letsTheDocumentBeOpenedAgain() {
    NewReplica made = replicas().create();
    try (BucketReplica replica = replicas().open(made.id(), made.secret())) {
      replica.put(List.of(entry("a")));
    }
    try (BucketReplica replica = replicas().open(made.id(), made.secret())) {
      assertThat(replica.get(key("a"))).containsExactly(read(entry("a")));
    }
  }

  @Test
  protected void documents_haveNothingInCommon() {
    BucketReplica first = created();
    BucketReplica second = created();
    assertThat(first.id()).isNotEqualTo(second.id());
    first.put(List.of(entry("a")));

    assertThat(second.get(key("a"))).isEmpty();
  }

  @Test
  protected void list_namesEveryDocumentUntilItIsDeleted() {
    ReplicaId open = replicas().create().id();
    ReplicaId closed = replicas().create().id();
    replicas().open(closed).close();
    assertThat(replicas().list()).containsExactlyInAnyOrder(open, closed);

    replicas().delete(open);
    assertThat(reopened().list()).containsExactly(closed);
  }

  @Test
  protected void keep_leavesTheEntriesOfOneTag_asTheyWereSigned() {
    ReplicaId id = replicas().create().id();
    BucketReplica replica = replicas().open(id);
    DocumentKey key = DocumentKey.ofSetting("policy");
    NewEntry setting = new NewEntry(key, new BlobHash(5, 1, 2, 3), 4);
    replica.put(List.of(setting, entry("a"), entry("b")));
    List<Name> names = List.of(new Name(setting.key(), author()), new Name(key("a"), author()));
    Optional<SignedEntry> before = replica.signed(names).getFirst();

    replicas().keep(id, DocumentKey.CONFIG);
    replicas().keep(id, DocumentKey.CONFIG);
    replicas().keep(new ReplicaId("ab".repeat(32)), DocumentKey.CONFIG);

    assertThat(all(replicas().open(id))).containsExactly(read(setting));
    assertThat(replicas().open(id).signed(names)).containsExactly(before, Optional.empty());
    replicas().open(id).put(List.of(entry("c")));
    replicas().open(id).flush();
    assertThat(all(reopened().open(id))).hasSize(2);
  }

  @Test
  protected void delete_removesADocumentForGood() {
    ReplicaId id = replicas().create().id();
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
    ReplicaId id = replicas().create().id();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> writers = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        NewEntry entry = entry("k" + i);
        writers.add(threads.submit(() -> replicas().open(id).put(List.of(entry))));
      }
      for (Future<?> writer : writers) {
        writer.get();
      }
    }
    assertThat(all(replicas().open(id))).hasSize(50);
  }

  @Test
  protected void take_ofWhatAnotherSigned_keepsItAndPassesItOn() {
    NewReplica made = others().create();
    BucketReplica other = others().open(made.id(), made.secret());
    other.put(List.of(entry("a"), entry("a/b")));
    BucketReplica replica = replicas().open(made.id(), made.secret());
    replica.put(List.of(entry("a")));
    List<SignedEntry> signed = signed(other, "a", "a/b");

    assertThat(replica.take(signed)).containsExactly(Taken.TAKEN, Taken.TAKEN);

    assertThat(replica.get(key("a"))).hasSize(2).containsAll(other.get(key("a")));
    assertThat(replica.get(key("a/b"))).isEqualTo(other.get(key("a/b")));
    assertThat(replica.take(signed)).containsExactly(Taken.KNOWN, Taken.KNOWN);
    List<Name> names = signed.stream().map(each -> new Name(each.key(), each.author())).toList();
    assertThat(replica.signed(names)).isEqualTo(other.signed(names));
    assertThat(replica.signed(List.of(new Name(key("none"), author()))))
        .containsOnly(Optional.empty());
  }

  @Test
  protected void take_ofWhatIsReplaced_keepsTheLaterInAnyOrder() {
    NewReplica made = others().create();
    BucketReplica other = others().open(made.id(), made.secret());
    BucketReplica replica = replicas().follow(made.id());
    other.put(List.of(entry("k")));
    SignedEntry earlier = signed(other, "k").getFirst();
    other.put(List.of(new NewEntry(key("k"), new BlobHash(9, 9, 9, 9), 9)));
    SignedEntry later = signed(other, "k").getFirst();

    assertThat(replica.take(List.of(later, earlier))).containsExactly(Taken.TAKEN, Taken.KNOWN);

    assertThat(replica.get(key("k"))).isEqualTo(other.get(key("k")));
  }

  @Test
  protected void take_ofWhatNobodySigned_refusesItAndTakesTheRest() {
    NewReplica made = others().create();
    BucketReplica other = others().open(made.id(), made.secret());
    BucketReplica replica = replicas().follow(made.id());
    other.put(List.of(entry("a"), entry("b")));
    SignedEntry honest = signed(other, "a").getFirst();
    SignedEntry forged =
        new SignedEntry(
            key("b"),
            honest.author(),
            honest.manifest(),
            honest.size(),
            honest.time(),
            honest.signatures());

    assertThat(replica.take(List.of(forged, honest))).containsExactly(Taken.FORGED, Taken.TAKEN);
    assertThat(created().take(List.of(honest))).containsExactly(Taken.FORGED);

    assertThat(all(replica)).isEqualTo(other.get(key("a")));
  }

  @Test
  protected void follow_makesADocumentThatIsReadHereAndKept() {
    NewReplica made = others().create();
    BucketReplica other = others().open(made.id(), made.secret());
    other.put(List.of(entry("a")));
    BucketReplica replica = replicas().follow(made.id());
    assertThat(replica.id()).isEqualTo(made.id());
    assertThat(all(replica)).isEmpty();
    assertThatThrownBy(() -> replica.put(List.of(entry("b"))))
        .isInstanceOf(ReplicaException.class)
        .hasMessageContaining(made.id().hex());
    List<Entry> expected = all(other);
    replica.take(signed(other, "a"));
    replica.flush();

    assertThat(all(reopened().follow(made.id()))).isEqualTo(expected);
    assertThat(all(replicas().open(made.id()))).isEqualTo(expected);
    BucketReplica written = replicas().open(made.id(), made.secret());
    assertThat(written.put(List.of(entry("b")))).isEmpty();
    assertThat(replicas().follow(made.id()).put(List.of(entry("c")))).isEmpty();
  }

  /** Everybody's entries of keys as they were signed. */
  protected static List<SignedEntry> signed(BucketReplica replica, String... keys) {
    List<Name> names =
        Stream.of(keys)
            .flatMap(key -> replica.get(key(key)).stream())
            .map(entry -> new Name(entry.key(), entry.author()))
            .toList();
    return replica.signed(names).stream().map(Optional::orElseThrow).toList();
  }

  /** All entries of a document, in the order in which it gives them. */
  protected static List<Entry> all(BucketReplica replica) {
    List<Entry> entries = new ArrayList<>();
    replica.forEach(entries::add);
    return entries;
  }

  /** An empty document. */
  protected BucketReplica created() {
    NewReplica made = replicas().create();
    return replicas().open(made.id(), made.secret());
  }

  /** An entry that follows from its key. */
  protected static NewEntry entry(String key) {
    return new NewEntry(key(key), new BlobHash(key.hashCode(), 1, 2, 3), key.length());
  }

  /** How an entry is read. */
  protected Entry read(NewEntry entry) {
    return new Entry(entry.key(), author(), entry.manifest(), entry.size());
  }

  private List<Entry> read(List<NewEntry> entries) {
    return entries.stream().map(this::read).sorted(Comparator.comparing(Entry::key)).toList();
  }

  private static DocumentKey key(String key) {
    return DocumentKey.of(new ObjectKey(key));
  }
}
