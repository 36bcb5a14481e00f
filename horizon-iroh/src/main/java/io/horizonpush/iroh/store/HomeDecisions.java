package io.horizonpush.iroh.store;

import io.horizonpush.iroh.index.BucketTable.BucketRow;
import io.horizonpush.iroh.index.DecisionTable;
import io.horizonpush.iroh.index.DecisionTable.Decision;
import io.horizonpush.iroh.index.Index;
import io.horizonpush.iroh.index.Tables;
import io.horizonpush.iroh.net.NodeId;
import io.horizonpush.iroh.store.IndexedObjectStore.Framed;
import io.horizonpush.iroh.store.KeyInTransaction.Made;
import io.horizonpush.s3.model.BucketId;
import io.horizonpush.s3.model.Durability;
import io.horizonpush.s3.store.Change;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What this node decides for other members as the home of buckets. What it made is remembered in
 * the transaction that made it, so that nothing is made twice because an answer was lost; what it
 * refused is decided again. Thread-safe; blocks its (virtual) thread.
 */
public final class HomeDecisions {

  private final Index index;
  private final Buckets buckets;
  private final IndexedObjectStore objects;

  HomeDecisions(Index index, Buckets buckets, IndexedObjectStore objects) {
    this.index = index;
    this.buckets = buckets;
    this.objects = objects;
  }

  /**
   * What somebody asks for.
   *
   * @param id 32 random hexadecimal digits, the same when it asks again
   * @param content the hash of all that is asked, in hexadecimal digits
   */
  public record Request(NodeId peer, String id, String content) {}

  /** What comes of it, beside what {@code KeyDecision} throws. */
  public sealed interface Outcome {

    /** It is decided, now or before; nothing was to be made if there is no version. */
    record Decided(Optional<MadeVersion> version) implements Outcome {}

    /** This was not decided, and never will be under this id. */
    record Never() implements Outcome {}

    /** This node is not the home, and did not decide it before. */
    record Elsewhere() implements Outcome {}

    /** This node cannot decide anything of the bucket for now. */
    record NotNow(String why) implements Outcome {}

    /** Something else was decided under the id. */
    record OtherContent() implements Outcome {}

    /** Too much was decided in the last minutes. */
    record TooMuch() implements Outcome {}
  }

  /**
   * Decides about a change.
   *
   * @throws io.horizonpush.s3.model.S3Exception when the change cannot be made
   */
  public Outcome decide(Request request, Change change) {
    return objects.change(
        change, (tables, bucket, decision) -> decide(tables, bucket, request, decision));
  }

  private Framed<Outcome> decide(
      Tables tables, BucketRow bucket, Request request, Supplier<Made> decision) {
    DecisionTable.Name name = new DecisionTable.Name(bucket.id(), request.peer(), request.id());
    Optional<Decision> known = tables.decisions().find(name);
    if (known.isPresent()) {
      boolean same = known.get().content().equals(request.content());
      boolean other = known.get().outcome().isPresent() && !same;
      return unchanged(other ? new Outcome.OtherContent() : outcome(known.get()));
    }
    if (!tables.decisions().makeRoom(index.wall().instant())) {
      return unchanged(new Outcome.TooMuch());
    }
    Optional<HomeDuty.Refusal> refusal = buckets.homeDuty().refusal(tables, bucket);
    if (refusal.isPresent()) {
      return unchanged(refused(tables, name, request, refusal.get()));
    }
    Made made = decision.get();
    Optional<MadeVersion> version = made.version().map(MadeVersion::of);
    byte[] outcome = version.map(MadeVersion::encode).orElse(new byte[0]);
    remember(tables, name, request, Optional.of(outcome));
    return new Framed<>(new Outcome.Decided(version), made);
  }

  private static Framed<Outcome> unchanged(Outcome outcome) {
    return new Framed<>(outcome, Made.NOTHING);
  }

  /** Who was the home once may be it again, and meet the same request on another stream. */
  private Outcome refused(
      Tables tables, DecisionTable.Name name, Request request, HomeDuty.Refusal refusal) {
    if (!refusal.elsewhere()) {
      return new Outcome.NotNow(refusal.why());
    }
    if (tables.homeDuties().find(name.bucket()).isPresent()) {
      remember(tables, name, request, Optional.empty());
    }
    return new Outcome.Elsewhere();
  }

  private void remember(
      Tables tables, DecisionTable.Name name, Request request, Optional<byte[]> outcome) {
    tables.decisions().put(name, new Decision(request.content(), outcome), index.wall().instant());
  }

  private static Outcome outcome(Decision known) {
    return known
        .outcome()
        .<Outcome>map(
            bytes ->
                new Outcome.Decided(
                    Optional.of(bytes).filter(each -> each.length > 0).map(MadeVersion::decode)))
        .orElseGet(Outcome.Never::new);
  }

  /** What was decided about a request; if nothing was, nothing ever will be. */
  public Outcome settle(BucketId id, NodeId peer, String requestId) {
    Request request = new Request(peer, requestId, "");
    return index.write(
        Durability.STRICT,
        tables -> {
          BucketRow bucket = tables.buckets().require(id);
          DecisionTable.Name name =
              new DecisionTable.Name(bucket.id(), request.peer(), request.id());
          Optional<Decision> known = tables.decisions().find(name);
          if (known.isPresent()) {
            return outcome(known.get());
          }
          if (!tables.decisions().makeRoom(index.wall().instant())) {
            return new Outcome.TooMuch();
          }
          remember(tables, name, request, Optional.empty());
          return new Outcome.Never();
        });
  }

  /**
   * Why this node does not decide about a bucket now; nothing where it does.
   *
   * @throws io.horizonpush.s3.model.S3Exception {@code NoSuchBucket}
   */
  public Optional<String> refusal(BucketId id) {
    HomeDuty duty = buckets.homeDuty();
    boolean takenUp = index.read(tables -> duty.isTakenUp(tables, tables.buckets().require(id)));
    return takenUp
        ? Optional.empty()
        : index.write(
            Durability.STRICT,
            tables ->
                duty.refusal(tables, tables.buckets().require(id)).map(HomeDuty.Refusal::why));
  }

  /**
   * Gives up being the home of a bucket, for the home of the number that this answers.
   *
   * @throws io.horizonpush.s3.model.S3Exception {@code ServiceUnavailable} if it is not the home
   */
  public long giveUp(BucketId id) {
    return index.write(
        Durability.STRICT,
        tables -> buckets.homeDuty().giveUp(tables, tables.buckets().require(id)));
  }
}
