/** Reads the head of a request into the record of the operation that it asks for. */
@NullMarked
package io.horizonpush.s3.parse;

import org.jspecify.annotations.NullMarked;
