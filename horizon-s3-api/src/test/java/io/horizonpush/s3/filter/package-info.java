/** What every filter and the chain of them do. */
@NullMarked
package io.horizonpush.s3.filter;

import org.jspecify.annotations.NullMarked;
