package io.horizonpush.wasm.host;

import io.horizonpush.s3.model.WriterId;
import io.horizonpush.s3.store.PluginBlobs;
import io.horizonpush.s3.store.PluginDocs;
import io.horizonpush.wasm.net.NetClient;
import java.time.InstantSource;

/**
 * What the node offers to plugins, one for all of them.
 *
 * @param node this node's id
 * @param clock in milliseconds for guests
 */
public record HostServices(
    PluginDocs docs,
    PluginBlobs blobs,
    NetClient net,
    PluginSinks sinks,
    WriterId node,
    InstantSource clock) {}
