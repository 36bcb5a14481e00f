/* Uses every function of the SDK, as the probes in Rust and AssemblyScript do. */
#include "horizonpush.h"

HP_PLUGIN

static char text[8192];
static hp_builder line;

static void begin(void) { line = HP_BUILDER(text); }

static void word(hp_bytes some) {
  if (line.length > 0) hp_append_char(&line, ' ');
  hp_append(&line, some.at == 0 ? HP_TEXT("null") : some);
}

static void number(int64_t some) {
  if (line.length > 0) hp_append_char(&line, ' ');
  hp_append_number(&line, some);
}

static void truth(bool some) { word(some ? HP_TEXT("true") : HP_TEXT("false")); }

static bool asked(hp_bytes name) {
  char out[256];
  return hp_request_query(name, out, sizeof out).at != 0;
}

HP_EXPORT(hp_init) int32_t init(void) { return hp_docs_subscribe(HP_TEXT("photos"), HP_TEXT("probe/")); }

HP_EXPORT(hp_authorize) hp_identity authorize(void) {
  hp_bytes name = hp_request_query(HP_TEXT("as"), HP_ROOM(64));
  if (name.at == 0) return HP_ABSTAIN;
  if (hp_equal(name, HP_TEXT("nobody"))) return hp_identity_denied(HP_TEXT("AccessDenied"), HP_TEXT("nobody"));
  return hp_identity_named(name);
}

HP_EXPORT(hp_cache_lookup) hp_lookup cache_lookup(void) {
  hp_bytes hash = hp_request_query(HP_TEXT("blob"), HP_ROOM(64));
  if (hash.length == 32) return hp_lookup_hit((const uint8_t *)hash.at);
  if (!asked(HP_TEXT("cache"))) return HP_LOOKUP_BYPASS;
  return hp_lookup_by_key(hp_request_key(HP_ROOM(1024)));
}

HP_EXPORT(hp_cache_store) hp_store cache_store(void) {
  if (hp_response_status() != 200) return HP_STORE_BYPASS;
  const hp_bytes tags[] = {hp_request_key(HP_ROOM(256)), HP_TEXT("all")};
  return hp_store_keep(1000, tags, 2);
}

static int64_t count_headers(hp_bytes (*at)(int32_t, char *, uint32_t)) {
  static char out[4096];
  int32_t count = 0;
  while (at(count, out, sizeof out).at != 0) count++;
  return count;
}

static hp_action store(hp_bytes stored) {
  uint8_t hash[32];
  int32_t writer = hp_blobs_open();
  if (writer < 0 || hp_blobs_write(writer, stored) < 0) return HP_FAILED;
  int64_t size = hp_blobs_finish(writer, hash);
  if (size < 0 || hp_blobs_replace_body(hash) < 0) return HP_FAILED;
  char room[16];
  int32_t length = hp_blobs_read(hash, 0, room, sizeof room);
  begin();
  number(size);
  number(hp_blobs_length(hash));
  word(hp_result(length, room, sizeof room));
  hp_log_info(hp_built(&line));
  return HP_CONTINUE;
}

HP_EXPORT(hp_on_request) hp_action on_request(void) {
  begin();
  word(hp_request_method(HP_ROOM(16)));
  word(hp_request_path(HP_ROOM(1024)));
  word(hp_request_operation(HP_ROOM(64)));
  word(hp_request_bucket(HP_ROOM(64)));
  word(hp_request_key(HP_ROOM(1024)));
  word(hp_request_version(HP_ROOM(64)));
  word(hp_request_who(HP_ROOM(64)));
  word(hp_request_id(HP_ROOM(64)));
  word(hp_request_address(HP_ROOM(64)));
  number(hp_request_length());
  word(hp_request_entry(HP_ROOM(64)));
  word(hp_request_range(HP_ROOM(64)));
  word(hp_request_header(HP_TEXT("x-probe"), HP_ROOM(64)));
  number(count_headers(hp_request_header_at));
  hp_log_debug(hp_built(&line));
  hp_request_set_header(HP_TEXT("x-amz-meta-probe"), HP_TEXT("é"));
  hp_request_remove_header(HP_TEXT("x-amz-meta-other"));
  hp_bytes to = hp_request_query(HP_TEXT("to"), HP_ROOM(1024));
  if (to.at != 0) hp_request_rewrite(HP_TEXT(""), to);
  hp_bytes stored = hp_request_query(HP_TEXT("store"), HP_ROOM(64));
  if (stored.at != 0 && store(stored) != HP_CONTINUE) return HP_FAILED;
  hp_vars_set(HP_TEXT("probe"), HP_TEXT("set"));
  if (asked(HP_TEXT("teapot"))) {
    hp_action action = hp_reply(418, HP_TEXT("short"));
    return hp_response_set_header(HP_TEXT("x-tea"), HP_TEXT("yes")) < 0 ? HP_FAILED : action;
  }
  return asked(HP_TEXT("deny")) ? hp_deny(HP_TEXT("SlowDown"), HP_TEXT("probe")) : HP_CONTINUE;
}

HP_EXPORT(hp_on_request_body) hp_action on_request_body(const char *chunk, uint32_t length, int32_t end) {
  hp_body_begin();
  hp_body_write((hp_bytes){chunk, length});
  if (end) hp_body_write(HP_TEXT("!"));
  return hp_body_end(HP_CONTINUE);
}

static void hashes(void) {
  for (hp_algorithm algorithm = HP_BLAKE3; algorithm <= HP_SHA1; algorithm++) {
    uint8_t pieces[32], whole[32];
    char out[64];
    int32_t hasher = hp_hash_open(algorithm);
    hp_hash_update(hasher, HP_TEXT("a"));
    hp_hash_update(hasher, HP_TEXT("bc"));
    int32_t one = hp_hash_finish(hasher, pieces), other = hp_hash_digest(algorithm, HP_TEXT("abc"), whole);
    if (one < 0 || !hp_hash_equal((hp_bytes){(char *)pieces, one}, (hp_bytes){(char *)whole, other})) {
      hp_log_error(HP_TEXT("hash"));
    } else {
      hp_log_info(hp_hash_encode(HP_HEX, (hp_bytes){(char *)whole, other}, out, sizeof out));
    }
  }
  uint8_t code[32];
  int32_t length = hp_hash_hmac(HP_SHA256, HP_TEXT("key"), HP_TEXT("abc"), code);
  hp_log_info(hp_hash_encode(HP_BASE64URL, (hp_bytes){(char *)code, length}, HP_ROOM(64)));
  begin();
  word(hp_hash_decode(HP_BASE64, HP_TEXT("YWJj"), HP_ROOM(16)));
  word(hp_hash_decode(HP_HEX, HP_TEXT("zz"), HP_ROOM(16)));
  word(HP_TEXT("INVALID"));
  hp_log_info(hp_built(&line));
}

static void about_node(void) {
  uint8_t id[32], random[8];
  hp_metric_add(HP_TEXT("probed"), 1);
  hp_metric_set(HP_TEXT("level"), 0.5);
  hp_metric_observe(HP_TEXT("seen"), 2);
  begin();
  number(hp_node_id(id) < 0 ? -1 : 32);
  number(hp_node_time());
  truth(hp_node_deadline() > 0);
  number(hp_node_random(random, sizeof random) < 0 ? -1 : 8);
  int64_t setting = hp_config_number(HP_TEXT("number"));
  number(setting < 0 ? 7 : setting);
  truth(hp_config_flag(HP_TEXT("flag")));
  word(hp_config(HP_TEXT("/list/0"), HP_ROOM(16)));
  hp_append_char(&line, '+');
  hp_append(&line, hp_config(HP_TEXT("/list/1"), HP_ROOM(16)));
  word(hp_config(HP_TEXT("/object/a~1b"), HP_ROOM(16)));
  word(HP_TEXT("/a~1b~0"));
  hp_log_info(hp_built(&line));
}

HP_EXPORT(hp_on_response) hp_action on_response(void) {
  begin();
  word(hp_vars_get(HP_TEXT("probe"), HP_ROOM(64)));
  number(hp_response_status());
  word(hp_response_error_code(HP_ROOM(64)));
  word(hp_response_etag(HP_ROOM(64)));
  number(hp_response_length());
  word(hp_response_content_type(HP_ROOM(64)));
  word(hp_response_header(HP_TEXT("x-probe"), HP_ROOM(64)));
  number(count_headers(hp_response_header_at));
  truth(hp_response_is_success());
  hp_log_info(hp_built(&line));
  char quoted[32];
  hp_builder json = HP_BUILDER(quoted);
  hp_append_json(&json, HP_TEXT("\"\n\\"));
  hp_response_set_header(HP_TEXT("x-probe"), hp_built(&json));
  hp_response_remove_header(HP_TEXT("x-other"));
  hashes();
  about_node();
  uint8_t hash[32];
  int64_t object = hp_blobs_object(hash);
  if (asked(HP_TEXT("same")) && object >= 0) return hp_blobs_respond(hash);
  if (asked(HP_TEXT("gone"))) return hp_deny(HP_TEXT("NoSuchKey"), HP_TEXT("gone"));
  return asked(HP_TEXT("ok")) ? hp_reply(200, HP_TEXT("ok")) : HP_CONTINUE;
}

HP_EXPORT(hp_on_response_body) hp_action on_response_body(const char *chunk, uint32_t length, int32_t end) {
  (void)chunk, (void)length, (void)end;
  return HP_PASS;
}

HP_EXPORT(hp_on_done) void on_done(void) { hp_log_warn(HP_TEXT("done")); }

/* The key and length of the first entry of a list, and how long what follows its last entry is. */
static bool list(hp_bytes bucket) {
  static char page[4096], next[4096];
  hp_bytes all = hp_docs_list(bucket, HP_TEXT("probe/"), HP_TEXT(""), page, sizeof page);
  hp_docs_entry first, last;
  if (!hp_docs_next(&all, &first)) return false;
  for (last = first; hp_docs_next(&all, &last);) {
  }
  begin();
  word(first.key);
  number(first.length);
  number(hp_docs_list(bucket, HP_TEXT("probe/"), last.key, next, sizeof next).length);
  hp_log_info(hp_built(&line));
  return true;
}

HP_EXPORT(hp_on_event) hp_delivery on_event(int32_t kind, const char *event, uint32_t length) {
  hp_bytes version = {event, length};
  hp_bytes bucket = hp_take_until(&version, 0), key = hp_take_until(&version, 0);
  if (kind == HP_OBJECT_REMOVED) return hp_docs_remove(bucket, key) < 0 ? HP_AGAIN : HP_DONE;
  char name_text[1100], value_text[2100], out[2200];
  hp_builder name = HP_BUILDER(name_text), value = HP_BUILDER(value_text);
  hp_append(&name, HP_TEXT("probe/"));
  hp_append(&name, key);
  hp_append(&value, bucket);
  hp_append_char(&value, ' ');
  hp_append(&value, key);
  hp_append_char(&value, ' ');
  hp_append(&value, version);
  hp_docs_set(bucket, hp_built(&name), hp_built(&value));
  hp_bytes entry = hp_docs_get(bucket, hp_built(&name), out, sizeof out);
  if (entry.length >= 40) {
    begin();
    number(32);
    truth(entry.at[32] != 0 || entry.at[34] != 0 || entry.at[36] != 0);
    word((hp_bytes){entry.at + 40, entry.length - 40});
    hp_log_info(hp_built(&line));
  }
  if (!list(bucket)) return HP_AGAIN;
  hp_cache_invalidate(HP_TEXT("all"));
  return HP_DONE;
}

HP_EXPORT(hp_on_tick) int32_t on_tick(void) {
  hp_cache_invalidate_all();
  int32_t answer = hp_net_request(HP_TEXT("POST https://example.com/\nx-a: 1\n"), HP_TEXT("body"));
  if (answer < 0) return HP_FAILED;
  char room[16];
  int32_t length = hp_net_read(answer, room, sizeof room);
  begin();
  number(hp_net_status(answer));
  word(hp_net_header(answer, HP_TEXT("x-b"), HP_ROOM(16)));
  word(hp_result(length, room, sizeof room));
  hp_log_info(hp_built(&line));
  return 0;
}
