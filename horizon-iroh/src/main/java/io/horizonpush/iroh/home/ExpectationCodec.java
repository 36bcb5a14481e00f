package io.horizonpush.iroh.home;

import io.horizonpush.iroh.codec.CborReader;
import io.horizonpush.iroh.codec.CborWriter;
import io.horizonpush.iroh.codec.CodecException;
import io.horizonpush.s3.model.ETag;
import io.horizonpush.s3.model.VersionId;
import io.horizonpush.s3.request.DeleteConditions;
import io.horizonpush.s3.request.EntityTags;
import io.horizonpush.s3.request.WriteConditions;
import io.horizonpush.s3.store.Change.Expectation;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The bytes of what must be there for a change: {@code [0]} anything, {@code [1, tags, tags]} a
 * write's conditions, {@code [2, tags, [modified], [size]]} a delete's, {@code [3, version]}. Tags
 * are {@code [0]} none, {@code [1]} any, {@code [2, tag, …]}. Stateless.
 */
final class ExpectationCodec {

  private static final int MOST_TAGS = 1000;
  private static final int LONGEST_TAG = 1024;

  private ExpectationCodec() {}

  static void write(CborWriter out, Expectation expectation) {
    switch (expectation) {
      case Expectation.Anything() -> out.tuple(1, each -> each.number(0));
      case Expectation.OfWrite(WriteConditions conditions) ->
          out.tuple(
              3,
              each -> {
                tags(each.number(1), conditions.ifMatch());
                tags(each, conditions.ifNoneMatch());
              });
      case Expectation.OfDelete(DeleteConditions conditions) ->
          out.tuple(
              4,
              each -> {
                tags(each.number(2), conditions.ifMatch());
                optional(each, conditions.lastModified().map(Instant::getEpochSecond));
                optional(each, conditions.size());
              });
      case Expectation.Same(VersionId version) ->
          out.tuple(2, each -> each.number(3).bytes(version.bytes()));
    }
  }

  private static void tags(CborWriter out, Optional<EntityTags> tags) {
    if (tags.isEmpty()) {
      out.tuple(1, each -> each.number(0));
      return;
    }
    switch (tags.get()) {
      case EntityTags.Any() -> out.tuple(1, each -> each.number(1));
      case EntityTags.Listed(List<ETag> listed) ->
          out.tuple(
              1 + listed.size(),
              each -> {
                each.number(2);
                listed.forEach(tag -> each.text(tag.value()));
              });
    }
  }

  private static void optional(CborWriter out, Optional<Long> number) {
    out.list(number.stream().toList(), out::number);
  }

  static Expectation read(CborReader in) {
    return in.tuple(
        () ->
            switch (in.smallNumber()) {
              case 0 -> new Expectation.Anything();
              case 1 -> new Expectation.OfWrite(new WriteConditions(tags(in), tags(in)));
              case 2 ->
                  new Expectation.OfDelete(
                      new DeleteConditions(
                          tags(in), optional(in).map(Instant::ofEpochSecond), optional(in)));
              case 3 -> new Expectation.Same(VersionId.of(in.bytes()));
              default -> throw new CodecException("A change expects something unknown");
            });
  }

  private static Optional<EntityTags> tags(CborReader in) {
    return in.tuple(
        () ->
            switch (in.smallNumber()) {
              case 0 -> Optional.empty();
              case 1 -> Optional.of(new EntityTags.Any());
              case 2 -> Optional.of(new EntityTags.Listed(listed(in)));
              default -> throw new CodecException("A condition is of no known kind");
            });
  }

  private static List<ETag> listed(CborReader in) {
    List<ETag> tags = new ArrayList<>();
    while (in.more()) {
      String tag = in.text();
      if (tags.size() == MOST_TAGS || tag.length() > LONGEST_TAG) {
        throw new CodecException("A condition lists too much");
      }
      tags.add(new ETag(tag));
    }
    return tags;
  }

  private static Optional<Long> optional(CborReader in) {
    return in.list(1, in::number).stream().findFirst();
  }
}
