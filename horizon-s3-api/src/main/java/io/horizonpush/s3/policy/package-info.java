/**
 * Bucket policies: read strictly, evaluated without a store or a server. What is stored is
 * enforced, and what cannot be enforced is refused when it is put.
 */
@NullMarked
package io.horizonpush.s3.policy;

import org.jspecify.annotations.NullMarked;
