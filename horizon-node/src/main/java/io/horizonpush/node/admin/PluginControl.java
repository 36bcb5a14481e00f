package io.horizonpush.node.admin;

/**
 * What the admin API asks about plugins. Thread-safe; blocks its (virtual) thread.
 *
 * <p>What the registry does not do is a {@link io.horizonpush.wasm.registry.RegistryException},
 * what is no plugin for this node a {@link io.horizonpush.wasm.abi.RefusedPluginException}.
 */
public interface PluginControl {

  /** Every plugin, by its name here. */
  PluginList plugins();

  /** One of them. */
  PluginReport plugin(String name);

  /** Installs a file, or what a ticket is for, or puts it in the place of what is there. */
  PluginChange install(PluginInstall asked);

  /** Changes one thing about a plugin. */
  PluginChange update(String name, PluginUpdate asked);

  /** Goes back to an earlier version. */
  PluginChange rollBack(String name, PluginRollback asked);

  /** Removes a plugin with all of its versions. */
  RemovedPlugin removePlugin(String name);

  /**
   * What a plugin logged.
   *
   * @param after the number of the last line that is known; 0 for none
   */
  PluginLog log(String name, long after);

  /** Makes a ticket with which another node installs the version that runs. */
  NewPluginTicket share(String name, PluginShareRequest asked);
}
