package io.horizonpush.iroh.codec;

import io.horizonpush.s3.model.Replaced;
import io.horizonpush.s3.model.Stamp;
import java.util.Collection;
import java.util.List;

/** Stamps as encodings hold them: {@code [clock, number of the writer]}. Stateless. */
final class Stamps {

  private Stamps() {}

  static void write(CborWriter out, Writers writers, Stamp stamp) {
    out.tuple(2, each -> each.unsigned(stamp.clock()).number(writers.number(stamp.writer())));
  }

  static Stamp read(CborReader in, Writers writers) {
    return in.tuple(() -> new Stamp(in.unsigned(), writers.writer(in.smallNumber())));
  }

  static void write(CborWriter out, Writers writers, Collection<Stamp> stamps) {
    out.list(stamps, stamp -> write(out, writers, stamp));
  }

  static List<Stamp> readAll(CborReader in, Writers writers) {
    return in.list(() -> read(in, writers));
  }

  static void write(CborWriter out, Writers writers, Replaced replaced) {
    out.tuple(
        2,
        each -> {
          write(each, writers, replaced.newest());
          write(each, writers, replaced.beside());
        });
  }

  static Replaced readReplaced(CborReader in, Writers writers) {
    return in.tuple(() -> new Replaced(readAll(in, writers), readAll(in, writers)));
  }
}
