/**
 * The node's own ordered records in SQLite: tables, transactions with group commit, and the clock
 * of all writes. The only package that knows SQL.
 */
@NullMarked
package io.horizonpush.iroh.index;

import org.jspecify.annotations.NullMarked;
