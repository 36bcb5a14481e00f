package io.horizonpush.iroh.sync;

import io.horizonpush.iroh.epoch.Epochs;
import io.horizonpush.iroh.index.BucketTable.BucketRow;
import io.horizonpush.iroh.index.DocumentTable.DocumentRow;
import io.horizonpush.iroh.index.EntryNews.Subscription;
import io.horizonpush.iroh.index.EntryTable.NumberedEntry;
import io.horizonpush.iroh.index.Index;
import io.horizonpush.iroh.index.PositionTable;
import io.horizonpush.iroh.index.Tables;
import io.horizonpush.iroh.net.NodeId;
import io.horizonpush.iroh.net.PeerStream;
import io.horizonpush.iroh.share.Statement;
import io.horizonpush.iroh.sync.FeedMessage.Ask;
import io.horizonpush.iroh.sync.FeedMessage.Begin;
import io.horizonpush.iroh.sync.FeedMessage.Offer;
import io.horizonpush.iroh.sync.FeedMessage.Offered;
import io.horizonpush.iroh.sync.FeedMessage.Point;
import io.horizonpush.iroh.sync.FeedMessage.Refused;
import io.horizonpush.s3.model.Durability;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/**
 * The entries of this node's buckets, given to members that follow them: all behind a position, by
 * sequence, then what comes. Who asks for another document than the bucket's hears only what is
 * said of members and epochs, by which it finds where the bucket is. Thread-safe; each stream is
 * served on the thread that calls.
 */
public final class EntryFeed implements StreamHandler {

  /** How often it is asked whether the other node still may. */
  private static final Duration LOOKED_AGAIN = Duration.ofMillis(500);

  private final Index index;
  private final SyncAccess access;
  private final EntryGiver giver;

  public EntryFeed(SyncGround ground) {
    index = ground.index();
    access = ground.access();
    giver = new EntryGiver(ground.stores(), ground.counts());
  }

  @Override
  public void handle(NodeId peer, byte[] first, PeerStream stream) {
    Ask ask = FeedCodec.decodeAsk(first);
    FeedChannel channel = FeedChannel.giving(stream);
    Optional<BucketRow> bucket = index.read(tables -> tables.buckets().find(ask.bucket()));
    if (bucket.isPresent() && access.mayRead(peer, ask.bucket())) {
      new Serving(channel, peer, bucket.get()).run(ask);
    } else {
      channel.send(new Refused());
    }
    stream.finish();
  }

  /** One stream. Confined to its thread. */
  private final class Serving {

    private final FeedChannel channel;
    private final NodeId peer;
    private final BucketRow bucket;
    private volatile long position;
    private long seen;
    private Optional<DocumentRow> shown = Optional.empty();
    private long settings;
    private long saidAt = System.nanoTime();
    private boolean saidAll;

    Serving(FeedChannel channel, NodeId peer, BucketRow bucket) {
      this.channel = channel;
      this.peer = peer;
      this.bucket = bucket;
    }

    void run(Ask ask) {
      shown = index.read(tables -> given(tables, ask));
      Point begin = begin(ask.from());
      position = begin.position();
      // Up to there it has them; where the document is another one, no position is meant.
      settings = shown.isPresent() ? position : 0;
      channel.send(
          new Begin(
              shown.map(DocumentRow::replica),
              shown.filter(DocumentRow::whole).isPresent(),
              begin));
      try (Subscription news = index.news().subscribe(bucket.id())) {
        Wants wants = new Wants(channel, this::see, news::wake);
        boolean some = true;
        while (!wants.isEnded() && mayGoOn(ask)) {
          Optional<Offer> next =
              some
                  ? index.snapshot(tables -> next(tables, ask))
                  : Optional.of(offer(false, position, List.of()));
          if (next.isEmpty()) {
            return;
          }
          Offer offer = next.get();
          if (offer.entries().isEmpty()) {
            sayAll(offer);
            some = news.await(LOOKED_AGAIN);
          } else {
            index.harden(); // What a power cut took would have its sequence again for another.
            give(offer, wants);
          }
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    /** Notes how far the other node has what it was given, on the thread that reads its answers. */
    private void see(long through) {
      if (shown.isPresent() && through > seen && through <= position) {
        seen = through;
        index.write(
            Durability.RELAXED,
            tables -> {
              tables
                  .positions()
                  .see(bucket.id(), peer, new PositionTable.Seen(through, index.wall().instant()));
              return through;
            });
      }
    }

    /** A bucket that has gone to another document is asked for anew. */
    private boolean mayGoOn(Ask ask) {
      return access.mayRead(peer, bucket.uid())
          && index.read(
              tables ->
                  tables.buckets().find(bucket.id()).isPresent()
                      && given(tables, ask).equals(shown));
    }

    private Optional<DocumentRow> given(Tables tables, Ask ask) {
      return Epochs.given(tables, bucket.id())
          .filter(row -> ask.documents().contains(row.replica()));
    }

    /** Where the other node left off, unless that means nothing here. */
    private Point begin(Optional<Point> from) {
      return index.read(
          tables -> {
            String history = tables.identity().get().history();
            long latest = tables.entries().latest();
            return from.filter(
                    point -> point.history().equals(history) && point.position() <= latest)
                .orElse(new Point(history, 0));
          });
    }

    /**
     * What comes next: settings ahead of all others, because they say whose entries count. So no
     * entry comes before what this node took it by.
     */
    private Optional<Offer> next(Tables tables, Ask ask) {
      if (!given(tables, ask).equals(shown)) {
        return Optional.empty();
      }
      List<NumberedEntry> ahead = settings(tables);
      if (!ahead.isEmpty()) {
        return Optional.of(offer(true, position, ahead));
      }
      List<NumberedEntry> some =
          shown.isEmpty()
              ? List.of()
              : fitting(tables.entries().since(bucket.id(), position, FeedMessage.MOST_ENTRIES));
      return Optional.of(offer(false, some.isEmpty() ? position : some.getLast().sequence(), some));
    }

    /** Settings that were not offered yet: where the document is another, statements alone. */
    private List<NumberedEntry> settings(Tables tables) {
      List<NumberedEntry> ahead =
          fitting(tables.entries().settingsSince(bucket.id(), settings, FeedMessage.MOST_ENTRIES));
      while (shown.isEmpty() && !ahead.isEmpty()) {
        List<NumberedEntry> statements =
            ahead.stream().filter(entry -> Statement.isNamed(entry.key())).toList();
        if (!statements.isEmpty()) {
          return statements;
        }
        settings = ahead.getLast().sequence();
        ahead =
            fitting(
                tables.entries().settingsSince(bucket.id(), settings, FeedMessage.MOST_ENTRIES));
      }
      return ahead;
    }

    private static List<NumberedEntry> fitting(List<NumberedEntry> entries) {
      int bytes = 0;
      for (int i = 0; i < entries.size(); i++) {
        bytes += entries.get(i).key().bytes().length;
        if (bytes > FeedMessage.MOST_BYTES) {
          return entries.subList(0, i);
        }
      }
      return entries;
    }

    private static Offer offer(boolean settings, long through, List<NumberedEntry> entries) {
      List<Offered> offered = new ArrayList<>(entries.size());
      for (NumberedEntry entry : entries) {
        offered.add(
            new Offered(entry.sequence(), Optional.of(entry.key()), entry.author(), entry.hash()));
      }
      return new Offer(settings, through, offered);
    }

    /** Says once that all was offered, and from time to time that this end is there. */
    private void sayAll(Offer nothing) {
      boolean silent = System.nanoTime() - saidAt > FeedChannel.KEPT_ALIVE.toNanos();
      if (!saidAll || silent) {
        channel.send(nothing);
        saidAt = System.nanoTime();
        saidAll = true;
      }
    }

    private void give(Offer offer, Wants wants) throws InterruptedException {
      channel.send(offer);
      BitSet wanted = wants.next();
      if (wanted.length() > offer.entries().size()) {
        throw FeedChannel.protocol("More is wanted than was offered");
      }
      if (!wanted.isEmpty()) {
        giver.give(bucket, offer.entries(), wanted, channel);
      }
      if (offer.settings()) {
        settings = offer.entries().getLast().sequence();
      } else {
        position = offer.through();
      }
      saidAll = false;
    }
  }
}
