/**
 * The home of a bucket: the one member that decides about writes and deletes for all. {@code
 * HomedObjects} stands before the stores of a node and asks it; {@code HomeDesk} answers.
 */
@NullMarked
package io.horizonpush.iroh.home;

import org.jspecify.annotations.NullMarked;
