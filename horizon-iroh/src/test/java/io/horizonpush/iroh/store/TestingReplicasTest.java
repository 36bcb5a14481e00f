package io.horizonpush.iroh.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.horizonpush.iroh.replica.BucketReplica;
import io.horizonpush.iroh.replica.BucketReplica.NewEntry;
import io.horizonpush.iroh.replica.BucketReplicaContract;
import io.horizonpush.iroh.replica.BucketReplicas;
import io.horizonpush.iroh.replica.SignedEntries.Taken;
import io.horizonpush.iroh.replica.SignedEntry;
import io.horizonpush.s3.model.BlobHash;
import io.horizonpush.s3.model.WriterId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class TestingReplicasTest extends BucketReplicaContract {

  private Instant now = Instant.now();
  private final TestingReplicas replicas = new TestingReplicas(() -> now);
  private final TestingReplicas others = new TestingReplicas(() -> now, new WriterId(5, 6, 7, 8));

  @Override
  protected BucketReplicas replicas() {
    return replicas;
  }

  @Override
  protected BucketReplicas reopened() {
    replicas.crash();
    return replicas;
  }

  @Override
  protected BucketReplicas others() {
    return others;
  }

  @Override
  protected WriterId author() {
    return TestingReplicas.AUTHOR;
  }

  @Test
  void put_afterTheClockWentBackALittle_replaces() {
    BucketReplica replica = created();
    replica.put(List.of(entry("k")));
    now = now.minus(Duration.ofMinutes(9));

    assertThat(replica.put(List.of(entry("a"), other("k")))).isEmpty();

    assertThat(all(replica)).containsExactly(read(entry("a")), read(other("k")));
  }

  @Test
  void put_afterTheClockWentBackFar_writesTheOthersAndNamesThoseThatWait() {
    BucketReplica replica = created();
    replica.put(List.of(entry("k"), entry("l")));
    now = now.minus(Duration.ofMinutes(10));

    assertThat(replica.put(List.of(entry("a"), other("k"), entry("l"), entry("z"))))
        .containsExactly(entry("k").key());

    assertThat(all(replica))
        .containsExactly(read(entry("a")), read(entry("k")), read(entry("l")), read(entry("z")));
    now = now.plusNanos(1000);
    assertThat(replica.put(List.of(other("k")))).isEmpty();
    assertThat(replica.get(entry("k").key())).containsExactly(read(other("k")));
  }

  @Test
  void take_ofWhatIsFarAhead_letsItWait() {
    BucketReplica replica = created();
    BucketReplica other = others.follow(replica.id());
    replica.put(List.of(entry("k")));
    List<SignedEntry> signed = signed(replica, "k");
    now = now.minus(Duration.ofMinutes(11));
    assertThat(other.take(signed)).containsExactly(Taken.EARLY);
    now = now.plus(Duration.ofMinutes(2));
    assertThat(other.take(signed)).containsExactly(Taken.TAKEN);
  }

  /** Another entry of the key. */
  private static NewEntry other(String key) {
    return new NewEntry(entry(key).key(), new BlobHash(9, 9, 9, 9), 9);
  }
}
