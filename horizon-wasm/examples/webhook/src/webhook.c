/*
 * Tells a server of every object that is written or removed: one POST for each, signed, again until it was taken. The
 * node delivers an event at least once, also over a restart; the server knows one that comes twice by its id.
 */
#include "horizonpush.h"

HP_PLUGIN

static char url_text[2048];
static char secret_text[1024];
static hp_bytes url, secret;

HP_EXPORT(hp_init) int32_t init(void) {
  url = hp_config(HP_TEXT("url"), url_text, sizeof url_text);
  secret = hp_config(HP_TEXT("secret"), secret_text, sizeof secret_text);
  for (uint32_t i = 0; i < url.length; i++) {
    if (url.at[i] <= ' ') url.length = 0;
  }
  if (url.length == 0 || secret.length == 0) {
    hp_log_error(HP_TEXT("url and secret have to be set, to at most 2 KiB and 1 KiB"));
    return 1;
  }
  return 0;
}

/* The same for every delivery of one event. */
static void append_id(hp_builder *to, hp_bytes event, char kind) {
  static char text[4096];
  uint8_t hash[32];
  char hex[32];
  hp_builder whole = HP_BUILDER(text);
  hp_append_char(&whole, kind);
  hp_append(&whole, event);
  if (whole.full || hp_hash_digest(HP_SHA256, hp_built(&whole), hash) < 0) to->full = true;
  hp_append(to, hp_hash_encode(HP_HEX, (hp_bytes){(char *)hash, 16}, hex, sizeof hex));
}

static void append_body(hp_builder *to, int32_t kind, hp_bytes event) {
  hp_bytes rest = event;
  hp_append(to, HP_TEXT("{\"id\":\""));
  append_id(to, event, (char)kind);
  hp_append(to, kind == HP_OBJECT_CREATED ? HP_TEXT("\",\"event\":\"created") : HP_TEXT("\",\"event\":\"removed"));
  hp_append(to, HP_TEXT("\",\"bucket\":"));
  hp_append_json(to, hp_take_until(&rest, 0));
  hp_append(to, HP_TEXT(",\"key\":"));
  hp_append_json(to, hp_take_until(&rest, 0));
  hp_append(to, HP_TEXT(",\"version\":"));
  hp_append_json(to, rest);
  hp_append(to, HP_TEXT(",\"time\":"));
  hp_append_number(to, hp_node_time());
  hp_append(to, HP_TEXT("}"));
}

/* The time is in the body, and so under the signature: a server can refuse what is old. */
static void append_head(hp_builder *to, hp_bytes body) {
  uint8_t code[32];
  char hex[64];
  if (hp_hash_hmac(HP_SHA256, secret, body, code) < 0) to->full = true;
  hp_append(to, HP_TEXT("POST "));
  hp_append(to, url);
  hp_append(to, HP_TEXT("\ncontent-type: application/json\nx-horizon-signature: sha256="));
  hp_append(to, hp_hash_encode(HP_HEX, (hp_bytes){(char *)code, 32}, hex, sizeof hex));
  hp_append(to, HP_TEXT("\n"));
}

static void log_answer(hp_bytes text, int32_t number) {
  char line[128];
  hp_builder to = HP_BUILDER(line);
  hp_append(&to, text);
  hp_append_number(&to, number);
  hp_log_warn(hp_built(&to));
}

/* Whether a server that answered so may take it later. */
static bool may_take_later(int32_t status) { return status >= 500 || status == 408 || status == 425 || status == 429; }

HP_EXPORT(hp_on_event) hp_delivery on_event(int32_t kind, const char *event, uint32_t length) {
  static char body_text[8192], head_text[4096];
  if (kind != HP_OBJECT_CREATED && kind != HP_OBJECT_REMOVED) return HP_DONE;
  hp_builder body = HP_BUILDER(body_text), head = HP_BUILDER(head_text);
  append_body(&body, kind, (hp_bytes){event, length});
  append_head(&head, hp_built(&body));
  if (body.full || head.full) {
    hp_log_error(HP_TEXT("an event did not fit"));
    return HP_DONE;
  }
  int32_t answer = hp_net_request(hp_built(&head), hp_built(&body));
  int32_t status = answer < 0 ? answer : hp_net_status(answer);
  if (status / 100 == 2) {
    hp_metric_add(HP_TEXT("delivered"), 1);
    return HP_DONE;
  }
  if (status < 0 || may_take_later(status)) {
    log_answer(HP_TEXT("not delivered, and tried again: "), status);
    hp_metric_add(HP_TEXT("failed"), 1);
    return HP_AGAIN;
  }
  log_answer(HP_TEXT("refused by the server, and given up: "), status);
  hp_metric_add(HP_TEXT("refused"), 1);
  return HP_DONE;
}
