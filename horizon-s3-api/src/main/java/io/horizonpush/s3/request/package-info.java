/**
 * What a client asks for: the head of its request as it came, and one record for each operation
 * with what was read from it.
 */
@NullMarked
package io.horizonpush.s3.request;

import org.jspecify.annotations.NullMarked;
