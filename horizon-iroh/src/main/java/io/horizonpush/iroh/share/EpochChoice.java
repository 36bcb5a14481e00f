package io.horizonpush.iroh.share;

import io.horizonpush.iroh.share.Statement.OfEpoch;
import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/**
 * Which epoch a bucket is in: of those that owners opened the one with the greatest number, and of
 * several of that number the one that the most senior of them opened. So two owners who open one
 * apart agree without a word, in whatever order the others hear of it. Stateless.
 */
final class EpochChoice {

  private EpochChoice() {}

  static Optional<OfEpoch> of(Owners owners, Collection<OfEpoch> said) {
    return said.stream()
        .filter(of -> owners.contains(of.author()))
        .max(
            Comparator.comparingLong(OfEpoch::number)
                .thenComparing(of -> owners.place(of.author()), Comparator.reverseOrder())
                .thenComparing(OfEpoch::stamp));
  }
}
