package io.horizonpush.iroh.index;

/**
 * A change of the index, evaluated inside the writer's transaction: it reads what is there now,
 * then writes or throws. What it wrote before throwing is undone.
 *
 * <p>Runs on the writer's thread, so it neither blocks nor does work that could be done outside.
 * May run a second time when the first attempt was undone: for lack of space, or because another
 * mutation of its batch threw after it had changed something.
 */
@FunctionalInterface
public interface Mutation<T> {

  T apply(Tables tables);
}
