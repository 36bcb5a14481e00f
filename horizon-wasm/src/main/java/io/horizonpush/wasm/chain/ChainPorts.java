package io.horizonpush.wasm.chain;

import io.horizonpush.s3.model.WriterId;
import io.horizonpush.s3.store.BodyMemory;
import io.horizonpush.s3.store.PluginBlobs;
import io.horizonpush.s3.store.PluginDocs;
import io.horizonpush.s3.store.Records;
import io.horizonpush.wasm.net.NetClient;

/**
 * What of the node a chain works with.
 *
 * @param records where plugins that may read blobs learn which one an object is
 * @param memory that bodies take on their way
 * @param node this node's id
 */
public record ChainPorts(
    PluginDocs docs,
    PluginBlobs blobs,
    NetClient net,
    Records records,
    BodyMemory memory,
    WriterId node) {}
