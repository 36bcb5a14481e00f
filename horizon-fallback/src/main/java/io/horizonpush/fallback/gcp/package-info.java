/**
 * Origins in Google Cloud Storage, by its JSON API. The only package that knows Google's libraries:
 * those below {@code google-cloud-storage}, which loops for ever over a body that is always cut and
 * brings a Netty of its own.
 */
@NullMarked
package io.horizonpush.fallback.gcp;

import org.jspecify.annotations.NullMarked;
