package io.horizonpush.iroh.ffm;

/**
 * Exports of the native library as methods, one for each: a subclass declares each symbol once, as
 * a field.
 *
 * <p>A method that takes a token submits work under it and answers 0 or a negative error code; the
 * one that opens a node answers its handle.
 */
abstract class Bindings {

  private final Linkage linkage;

  Bindings(Linkage linkage) {
    this.linkage = linkage;
  }

  /** See {@link Linkage#link(String, String)}. */
  final NativeFunction link(String symbol, String parameters) {
    return linkage.link(symbol, parameters);
  }

  static long call(Linkage.Call call) {
    return Linkage.call(call);
  }
}
