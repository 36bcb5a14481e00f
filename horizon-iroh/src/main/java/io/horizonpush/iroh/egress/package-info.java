/** Reading at the origins of buckets for each other: one member fetches what all of them want. */
@org.jspecify.annotations.NullMarked
package io.horizonpush.iroh.egress;
