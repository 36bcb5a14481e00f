/**
 * What is written here, on its way to origins: the journal is worked off, whatever fails, and says
 * how far it is. What is to be done is kept behind {@link io.horizonpush.s3.store.OriginJournal}.
 */
@NullMarked
package io.horizonpush.fallback.writeback;

import org.jspecify.annotations.NullMarked;
