package io.horizonpush.iroh.swarm;

import io.horizonpush.iroh.swarm.DownloadMaker.Name;
import io.horizonpush.s3.model.ByteRange;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The tree of a blob as members tell it: one of them, until it tells nothing or something else.
 * Confined to one thread at a time; blocks its (virtual) thread.
 */
final class MemberTrees {

  private static final Logger LOG = LoggerFactory.getLogger(MemberTrees.class);

  private final Holders holders;
  private final Name name;
  private final Providers.Attempt members;
  private Optional<Holder> member = Optional.empty();

  MemberTrees(Holders holders, Name name, Providers providers) {
    this.holders = holders;
    this.name = name;
    members = providers.attempt();
  }

  /** The parts above some runs of bytes; nothing if nobody tells them. */
  Optional<List<byte[]>> parts(List<ByteRange> runs) {
    TreeQuestion question = new TreeQuestion(name.bucket(), name.blob(), runs);
    member = member.or(members::next);
    while (member.isPresent()) {
      List<byte[]> parts = holders.parts(member.get().source(), question);
      if (!parts.isEmpty()) {
        return Optional.of(parts);
      }
      member = members.next();
    }
    return Optional.empty();
  }

  /** Notes that what was told last is not of the blob: somebody else tells from now on. */
  void refuse() {
    member.ifPresent(
        liar ->
            LOG.warn(
                "Node {} tells of another tree than that of blob {}",
                liar.source().peer(),
                name.blob()));
    member = members.next();
  }
}
