// Greets who reads an object.

import { Action, Plugin, Request, Response, config, log, plug } from "horizon-sdk/assembly";

class Greeter extends Plugin {
  private greeting: string = "hello";

  init(): bool {
    const greeting = config.get("greeting");
    if (greeting != null) this.greeting = greeting;
    return true;
  }

  onResponse(request: Request, response: Response): Action {
    if (!response.isSuccess()) return Action.Continue;
    if (!response.setHeader("x-greeting", this.greeting)) return Action.Failed;
    log.info("greeted");
    return Action.Continue;
  }
}

plug(new Greeter());

export { hp_abi_version, hp_alloc, hp_init, hp_on_response } from "horizon-sdk/assembly";
