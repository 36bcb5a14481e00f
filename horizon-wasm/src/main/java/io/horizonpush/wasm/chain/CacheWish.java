package io.horizonpush.wasm.chain;

import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.store.ContentReader;
import io.horizonpush.s3.store.PluginBlobs;
import io.horizonpush.wasm.abi.StoreVerdict;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * That an entry looked for an answer in its cache in vain, and may want to keep the one that comes.
 * Confined to its request.
 */
final class CacheWish {

  private static final Logger LOG = LoggerFactory.getLogger(CacheWish.class);

  private final Participant by;
  private final AnswerCache.Ticket ticket;
  private Optional<StoreVerdict.Store> verdict = Optional.empty();

  CacheWish(Participant by, AnswerCache.Ticket ticket) {
    this.by = by;
    this.ticket = ticket;
  }

  /** The wishes of those that an answer is for. */
  static List<CacheWish> of(List<Participant> behind, List<CacheWish> wishes) {
    return wishes.stream().filter(wish -> behind.contains(wish.by)).toList();
  }

  Participant by() {
    return by;
  }

  void keep(StoreVerdict.Store how) {
    verdict = Optional.of(how);
  }

  /** Whether it is to be kept. */
  boolean isGranted() {
    return verdict.isPresent();
  }

  /**
   * The same bytes, kept while they pass.
   *
   * @param head of the answer whose bytes they are
   */
  ContentReader keeping(ContentReader bytes, ObjectHead head, ChainTools tools) {
    StoreVerdict.Store how = verdict.orElseThrow();
    PluginBlobs.Writer writer;
    try {
      writer =
          tools.ports().blobs().writer(AnswerCache.owner(by.entry().name()), tools.cache().bytes());
    } catch (S3Exception e) {
      LOG.debug("an answer is not kept", e);
      return bytes;
    }
    return new CacheFill(
        bytes,
        boxed(head.length()),
        writer,
        blob ->
            tools
                .cache()
                .keep(
                    ticket,
                    new AnswerCache.Answer(
                        new ObjectHead(head.headers(), blob.length()), blob.hash()),
                    how.ttl(),
                    how.tags()));
  }

  private static Optional<Long> boxed(OptionalLong number) {
    return number.isPresent() ? Optional.of(number.getAsLong()) : Optional.empty();
  }
}
