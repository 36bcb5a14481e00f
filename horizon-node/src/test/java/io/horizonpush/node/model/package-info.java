/** A simple model of S3, and a real node that is compared with it operation by operation. */
@NullMarked
package io.horizonpush.node.model;

import org.jspecify.annotations.NullMarked;
