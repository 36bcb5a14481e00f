package io.horizonpush.wasm.chain;

import io.horizonpush.wasm.pool.GuestThreads;

/**
 * What all requests of a chain share.
 *
 * @param held the answers that have instances while they go to their clients
 */
record ChainTools(
    ChainPorts ports,
    GuestThreads threads,
    ChainMetrics metrics,
    AnswerCache cache,
    WrittenTags tags,
    HeldAnswers held) {}
