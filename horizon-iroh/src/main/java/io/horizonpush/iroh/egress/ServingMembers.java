package io.horizonpush.iroh.egress;

import io.horizonpush.iroh.codec.CodecException;
import io.horizonpush.iroh.net.NodeId;
import io.horizonpush.iroh.net.PeerException;
import io.horizonpush.iroh.net.PeerStream;
import io.horizonpush.s3.model.BucketId;
import io.horizonpush.s3.model.OriginId;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which members read at which origins of a bucket, as they said some seconds ago. Whoever was never
 * asked is waited for, all at the same time and not long. Thread-safe; blocks its (virtual) thread.
 */
final class ServingMembers {

  private static final Logger LOG = LoggerFactory.getLogger(ServingMembers.class);

  private static final Duration FRESH_FOR = Duration.ofSeconds(5);
  private static final Duration PATIENCE = Duration.ofSeconds(2);
  private static final int LONGEST_ANSWER = EgressAnswer.MOST_ORIGINS * 40;

  private final Lenders lenders;
  private final Map<Asked, Said> said = new ConcurrentHashMap<>();

  private record Asked(BucketId bucket, NodeId member) {}

  /**
   * What a member says.
   *
   * @param before what it said the time before, until it answers
   */
  private record Said(
      CompletableFuture<Set<OriginId>> origins, Set<OriginId> before, boolean first, long since) {

    boolean isOld() {
      return origins.isDone() && System.nanoTime() - since > FRESH_FOR.toNanos();
    }

    Set<OriginId> now() {
      return first
          ? origins.completeOnTimeout(Set.of(), PATIENCE.toMillis(), TimeUnit.MILLISECONDS).join()
          : origins.getNow(before);
    }
  }

  ServingMembers(Lenders lenders) {
    this.lenders = lenders;
  }

  /** Those that are connected, may write the bucket, and use an origin for it. */
  List<NodeId> of(BucketId bucket, OriginId origin) {
    List<NodeId> members =
        lenders.connected(bucket).stream()
            .filter(member -> lenders.mayWrite(member, bucket))
            .toList();
    members.forEach(member -> ask(new Asked(bucket, member)));
    return members.stream()
        .filter(member -> said(new Asked(bucket, member)).contains(origin))
        .toList();
  }

  private Set<OriginId> said(Asked asked) {
    return Optional.ofNullable(said.get(asked)).map(Said::now).orElse(Set.of());
  }

  private void ask(Asked asked) {
    said.compute(
        asked,
        (_, known) -> {
          if (known != null && !known.isOld()) {
            return known;
          }
          CompletableFuture<Set<OriginId>> answer = new CompletableFuture<>();
          Thread.ofVirtual()
              .name("horizon-egress-serves")
              .start(() -> answer.complete(answer(asked)));
          return new Said(
              answer,
              known == null ? Set.of() : known.origins().join(),
              known == null,
              System.nanoTime());
        });
  }

  private Set<OriginId> answer(Asked asked) {
    try (PeerStream stream = lenders.open(asked.member()).orElse(null)) {
      return stream == null
          ? Set.of()
          : stream
              .ask(new EgressQuestion.Serves(asked.bucket()).encode(), LONGEST_ANSWER, PATIENCE)
              .map(EgressAnswer::decode)
              .map(ServingMembers::origins)
              .orElse(Set.of());
    } catch (PeerException | CodecException e) {
      LOG.debug("Node {} does not say which origins it reads at", asked.member(), e);
      return Set.of();
    } catch (RuntimeException e) {
      LOG.warn("Node {} could not be asked which origins it reads at", asked.member(), e);
      return Set.of();
    }
  }

  private static Set<OriginId> origins(EgressAnswer answer) {
    return answer instanceof EgressAnswer.Served(List<OriginId> origins)
        ? Set.copyOf(origins)
        : Set.of();
  }
}
