package io.horizonpush.iroh.sync;

import io.horizonpush.iroh.codec.Manifest;
import io.horizonpush.iroh.replica.DocumentKey;
import io.horizonpush.iroh.replica.SignedEntry;
import io.horizonpush.iroh.sync.EntryCheck.Incoming;
import io.horizonpush.iroh.sync.FeedMessage.Give;
import io.horizonpush.iroh.sync.FeedMessage.Given;
import io.horizonpush.iroh.sync.FeedMessage.More;
import io.horizonpush.iroh.sync.FeedMessage.Offer;
import io.horizonpush.iroh.sync.FeedMessage.Offered;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.Consumer;

/**
 * What comes of an offer that was wanted, read from the stream and passed on about a mebibyte at a
 * time, so that no batch is held whole. Confined to one thread.
 */
final class GivenEntries {

  private static final int PASSED_ON = 1 << 20;

  private final FeedChannel channel;
  private final Offer offer;
  private final BitSet wanted;
  private final Consumer<Refusal> refused;
  private List<Incoming> entries = new ArrayList<>();
  private long bytes;
  private int last = -1;

  /**
   * @param refused hears why an entry is not passed on
   */
  GivenEntries(FeedChannel channel, Offer offer, BitSet wanted, Consumer<Refusal> refused) {
    this.channel = channel;
    this.offer = offer;
    this.wanted = wanted;
    this.refused = refused;
  }

  void forEach(Consumer<List<Incoming>> action) {
    boolean more = true;
    while (more) {
      Give give = channel.receive(Give.class);
      if (give.entries().isEmpty() && !give.last()) {
        throw FeedChannel.protocol("A feed gives nothing");
      }
      if (give.entries().size() > 1 && !give.entries().stream().allMatch(Given::isWhole)) {
        // Each could stand for a few MiB that come behind the frame.
        throw FeedChannel.protocol("A feed gives a long manifest beside others");
      }
      give.entries().forEach(this::add);
      more = !give.last();
      if (bytes >= PASSED_ON || (!more && !entries.isEmpty())) {
        action.accept(entries);
        entries = new ArrayList<>();
        bytes = 0;
      }
    }
  }

  private void add(Given given) {
    if (given.place() <= last || !wanted.get(given.place())) {
      throw FeedChannel.protocol("A feed gives what nobody asked for");
    }
    last = given.place();
    Offered offered = offer.entries().get(given.place());
    DocumentKey key = offered.key().orElseThrow();
    Manifest manifest = whole(given);
    if (manifest.length() != given.size() || manifest.length() == 0) {
      refused.accept(Refusal.LENGTH);
      return;
    }
    bytes += manifest.length();
    entries.add(
        new Incoming(
            offered.sequence(),
            new SignedEntry(
                key,
                offered.author(),
                offered.manifest(),
                given.size(),
                given.time(),
                given.signatures()),
            manifest));
  }

  /** The whole manifest, of which a long one comes in pieces. */
  private Manifest whole(Given given) {
    if (given.isWhole()) {
      return given.manifest();
    }
    if (given.size() > FeedMessage.LONGEST_MANIFEST || given.manifest().length() == 0) {
      throw FeedChannel.protocol("A feed gives a manifest that is longer than any may be");
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(given.manifest().length());
    bytes.writeBytes(given.manifest().bytes());
    while (bytes.size() < given.size()) {
      byte[] piece = channel.receive(More.class).piece().bytes();
      if (piece.length == 0 || piece.length > given.size() - bytes.size()) {
        throw FeedChannel.protocol("A feed gives another manifest than it said");
      }
      bytes.writeBytes(piece);
    }
    return Manifest.of(bytes.toByteArray());
  }
}
