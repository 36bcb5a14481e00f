/**
 * Who sent a request: Signature Version 4 over the raw request, and the access keys it is checked
 * against.
 */
@NullMarked
package io.horizonpush.s3.auth;

import org.jspecify.annotations.NullMarked;
