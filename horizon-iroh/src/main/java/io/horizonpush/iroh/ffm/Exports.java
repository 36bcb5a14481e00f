package io.horizonpush.iroh.ffm;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.FunctionDescriptor;
import java.util.Set;

/**
 * Everything that the native library exports. Thread-safe.
 *
 * @param symbols the symbols behind the methods
 */
record Exports(
    CompletionBindings completions,
    NodeBindings nodes,
    StoreBindings stores,
    FillBindings fills,
    DocumentBindings documents,
    NetworkBindings networks,
    BlobWireBindings blobWire,
    NativeCrc64 crc64,
    Md5Lanes md5,
    Set<String> symbols) {

  /** The version of the library that these classes are written for. */
  static final int ABI_VERSION = 12;

  /** The version of a library, which is asked before anything else is linked. */
  static int abiVersion(Linkage linkage) {
    NativeFunction version = linkage.link("hz_abi_version", FunctionDescriptor.of(JAVA_INT));
    return (int) Linkage.call(() -> (int) version.handle().invokeExact());
  }

  /** Finds all exports. */
  static Exports link(Linkage linkage) {
    CompletionBindings completions = new CompletionBindings(linkage);
    NodeBindings nodes = new NodeBindings(linkage);
    StoreBindings stores = new StoreBindings(linkage);
    FillBindings fills = new FillBindings(linkage);
    DocumentBindings documents = new DocumentBindings(linkage);
    NetworkBindings networks = new NetworkBindings(linkage);
    BlobWireBindings blobWire = new BlobWireBindings(linkage);
    NativeCrc64 crc64 = new NativeCrc64(linkage);
    Md5Lanes md5 = new Md5Lanes(new Md5Bindings(linkage));
    return new Exports(
        completions,
        nodes,
        stores,
        fills,
        documents,
        networks,
        blobWire,
        crc64,
        md5,
        linkage.symbols());
  }
}
