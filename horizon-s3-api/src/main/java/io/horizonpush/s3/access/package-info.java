/**
 * Who may do what: the rights of keys, bucket policies and access control lists, decided together.
 */
@NullMarked
package io.horizonpush.s3.access;

import org.jspecify.annotations.NullMarked;
