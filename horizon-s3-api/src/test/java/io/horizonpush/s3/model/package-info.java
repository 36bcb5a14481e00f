/** Tests of the domain model. */
@NullMarked
package io.horizonpush.s3.model;

import org.jspecify.annotations.NullMarked;
