/**
 * Who sent a request: Signature Version 4 and 2 over the raw request or over the policy of a form,
 * and the access keys they are checked against.
 */
@NullMarked
package io.horizonpush.s3.auth;

import org.jspecify.annotations.NullMarked;
