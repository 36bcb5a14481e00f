package io.horizonpush.iroh.ffm;

import io.horizonpush.s3.model.ByteRange;
import java.lang.foreign.MemorySegment;

/** The exports for what is filled in any order, and for trees that are kept. Thread-safe. */
final class FillBindings extends Bindings {

  private final NativeFunction begin = link("hz_store_begin", "LIPLLL");
  private final NativeFunction fill = link("hz_store_fill", "LIPLPLL");
  private final NativeFunction flush = link("hz_store_flush", "LIPL");
  private final NativeFunction missing = link("hz_store_missing", "LIPLLIL");
  private final NativeFunction complete = link("hz_store_complete", "LIPL");
  private final NativeFunction keepTree = link("hz_store_keep_tree", "LPL");
  private final NativeFunction treeOf = link("hz_store_tree_of", "LPLL");
  private final NativeFunction readOutside = link("hz_store_read_outside", "LPPLLLL");
  private final NativeFunction part = link("hz_store_part", "LPLLL");
  private final NativeFunction adopt = link("hz_store_adopt", "LPPLLPLL");

  FillBindings(Linkage linkage) {
    super(linkage);
  }

  long begin(long node, int kind, MemorySegment hash, long length, long tree, long token) {
    return call(() -> (long) begin.handle().invokeExact(node, kind, hash, length, tree, token));
  }

  long fill(
      long node, int kind, MemorySegment record, long offset, MemorySegment data, long token) {
    return call(
        () ->
            (long)
                fill.handle()
                    .invokeExact(node, kind, record, offset, data, data.byteSize(), token));
  }

  long flush(long node, int kind, MemorySegment record, long token) {
    return call(() -> (long) flush.handle().invokeExact(node, kind, record, token));
  }

  long missing(
      long node, int kind, MemorySegment record, ByteRange range, int compare, long token) {
    return call(
        () ->
            (long)
                missing
                    .handle()
                    .invokeExact(
                        node, kind, record, range.offset(), range.length(), compare, token));
  }

  long complete(long node, int kind, MemorySegment record, long token) {
    return call(() -> (long) complete.handle().invokeExact(node, kind, record, token));
  }

  long keepTree(long node, MemorySegment record, long token) {
    return call(() -> (long) keepTree.handle().invokeExact(node, record, token));
  }

  long treeOf(long node, MemorySegment path, long token) {
    return call(() -> (long) treeOf.handle().invokeExact(node, path, path.byteSize(), token));
  }

  long readOutside(long node, MemorySegment tree, MemorySegment path, ByteRange range, long token) {
    return call(
        () ->
            (long)
                readOutside
                    .handle()
                    .invokeExact(
                        node, tree, path, path.byteSize(), range.offset(), range.length(), token));
  }

  long part(long node, MemorySegment record, ByteRange of, long token) {
    return call(
        () -> (long) part.handle().invokeExact(node, record, of.offset(), of.length(), token));
  }

  long adopt(
      long node,
      MemorySegment record,
      MemorySegment other,
      ByteRange of,
      MemorySegment bytes,
      long token) {
    return call(
        () ->
            (long)
                adopt
                    .handle()
                    .invokeExact(
                        node,
                        record,
                        other,
                        of.offset(),
                        of.length(),
                        bytes,
                        bytes.byteSize(),
                        token));
  }
}
