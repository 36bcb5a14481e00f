/*
 * Plugins for HorizonPush, in C. Freestanding: needs neither libc nor anything to link, clang 14 or newer. Names and
 * order are those of the SDKs for Rust and AssemblyScript; what each function promises is in docs/plugin-abi.md.
 *
 *     #include "horizonpush.h"
 *
 *     HP_PLUGIN
 *
 *     HP_EXPORT(hp_init) int32_t init(void) { return 0; }
 *
 *     HP_EXPORT(hp_on_response) hp_action on_response(void) {
 *       hp_response_set_header(HP_TEXT("x-hello"), HP_TEXT("world"));
 *       return HP_CONTINUE;
 *     }
 *
 * Include it in one file only: the buffers are in it. There is no heap: what does not fit is HP_TOO_LARGE.
 */
#ifndef HORIZONPUSH_H
#define HORIZONPUSH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define HP_EXPORT(name) __attribute__((export_name(#name)))
#define HP_INLINE static inline __attribute__((unused))

/* Bytes somewhere in memory. */
typedef struct {
  const char *at;
  uint32_t length;
} hp_bytes;

/* Text that is written in the source. */
#define HP_TEXT(literal) ((hp_bytes){(literal), sizeof(literal) - 1})

/* Results below 0. Nothing has happened then. */
typedef enum {
  HP_NOT_FOUND = -1,
  HP_FORBIDDEN = -2,
  HP_WRONG_PHASE = -3,
  HP_INVALID = -4,
  HP_TOO_LARGE = -5,
  HP_BAD_HANDLE = -6,
  HP_BUDGET = -7,
  HP_UNAVAILABLE = -8,
  HP_TIMED_OUT = -9,
  HP_CONFLICT = -10,
  HP_ERROR = -11
} hp_error;

/* How a request goes on; HP_FAILED lets the node do what its operator chose for a plugin that fails. */
typedef enum { HP_FAILED = -1, HP_CONTINUE = 0, HP_PASS = 1, HP_SKIP = 2, HP_RESPOND = 3, HP_HOLD = 4 } hp_action;

/* What hp_authorize gives. */
typedef enum { HP_ABSTAIN = 0, HP_IDENTIFIED = 1, HP_DENY = 2 } hp_identity;

/* What hp_cache_lookup gives. */
typedef enum { HP_LOOKUP_BYPASS = 0, HP_LOOKUP_KEY = 1, HP_LOOKUP_HIT = 2 } hp_lookup;

/* What hp_cache_store gives. */
typedef enum { HP_STORE_BYPASS = 0, HP_STORE_KEEP = 1 } hp_store;

/* The first argument of hp_on_event. */
typedef enum { HP_ENTRY_SET = 1, HP_ENTRY_DELETED = 2, HP_OBJECT_CREATED = 3, HP_OBJECT_REMOVED = 4 } hp_event;

/* What hp_on_event gives. */
typedef enum { HP_DONE = 0, HP_AGAIN = 1 } hp_delivery;

typedef enum { HP_BLAKE3 = 1, HP_SHA256 = 2, HP_MD5 = 3, HP_CRC32C = 4, HP_SHA1 = 5 } hp_algorithm;

typedef enum { HP_HEX = 1, HP_BASE64 = 2, HP_BASE64URL = 3 } hp_form;

/* ---- the imports, as the ABI has them ---- */

#define HP_IMPORT(module, name) __attribute__((import_module("horizonpush:" module), import_name(name)))

HP_IMPORT("http", "property") int32_t hp_import_http_property(int32_t number, char *out, uint32_t room);
HP_IMPORT("http", "query")
int32_t hp_import_http_query(const char *name, uint32_t name_length, char *out, uint32_t room);
HP_IMPORT("http", "header_get")
int32_t hp_import_http_header_get(int32_t side, const char *name, uint32_t name_length, char *out, uint32_t room);
HP_IMPORT("http", "header_at") int32_t hp_import_http_header_at(int32_t side, int32_t index, char *out, uint32_t room);
HP_IMPORT("http", "header_set")
int32_t hp_import_http_header_set(int32_t side, const char *name, uint32_t name_length, const char *value,
                                  uint32_t length);
HP_IMPORT("http", "header_remove")
int32_t hp_import_http_header_remove(int32_t side, const char *name, uint32_t name_length);
HP_IMPORT("http", "rewrite")
int32_t hp_import_http_rewrite(const char *bucket, uint32_t bucket_length, const char *key, uint32_t key_length);
HP_IMPORT("http", "identify") int32_t hp_import_http_identify(const char *name, uint32_t length);
HP_IMPORT("http", "reply") int32_t hp_import_http_reply(int32_t status, const char *body, uint32_t length);
HP_IMPORT("http", "deny")
int32_t hp_import_http_deny(const char *code, uint32_t code_length, const char *message, uint32_t message_length);
HP_IMPORT("http", "emit") int32_t hp_import_http_emit(const char *bytes, uint32_t length);
HP_IMPORT("http", "cache_key") int32_t hp_import_http_cache_key(const char *key, uint32_t length);
HP_IMPORT("http", "cache_ttl") int32_t hp_import_http_cache_ttl(int64_t milliseconds);
HP_IMPORT("http", "cache_tag") int32_t hp_import_http_cache_tag(const char *tag, uint32_t length);

HP_IMPORT("blobs", "object") int64_t hp_import_blobs_object(uint8_t *hash);
HP_IMPORT("blobs", "size") int64_t hp_import_blobs_size(const uint8_t *hash);
HP_IMPORT("blobs", "read") int32_t hp_import_blobs_read(const uint8_t *hash, int64_t offset, char *out, uint32_t room);
HP_IMPORT("blobs", "write_open") int32_t hp_import_blobs_write_open(void);
HP_IMPORT("blobs", "write") int32_t hp_import_blobs_write(int32_t handle, const char *bytes, uint32_t length);
HP_IMPORT("blobs", "write_finish") int64_t hp_import_blobs_write_finish(int32_t handle, uint8_t *hash);
HP_IMPORT("blobs", "respond") int32_t hp_import_blobs_respond(const uint8_t *hash);
HP_IMPORT("blobs", "replace_body") int32_t hp_import_blobs_replace_body(const uint8_t *hash);

HP_IMPORT("docs", "get")
int32_t hp_import_docs_get(const char *bucket, uint32_t bucket_length, const char *key, uint32_t key_length, char *out,
                           uint32_t room);
HP_IMPORT("docs", "set")
int32_t hp_import_docs_set(const char *bucket, uint32_t bucket_length, const char *key, uint32_t key_length,
                           const char *value, uint32_t length);
HP_IMPORT("docs", "delete")
int32_t hp_import_docs_delete(const char *bucket, uint32_t bucket_length, const char *key, uint32_t key_length);
HP_IMPORT("docs", "list")
int32_t hp_import_docs_list(const char *bucket, uint32_t bucket_length, const char *prefix, uint32_t prefix_length,
                            const char *after, uint32_t after_length, char *out, uint32_t room);
HP_IMPORT("docs", "subscribe")
int32_t hp_import_docs_subscribe(const char *bucket, uint32_t bucket_length, const char *prefix,
                                 uint32_t prefix_length);

HP_IMPORT("sdk", "log") void hp_import_sdk_log(int32_t level, const char *line, uint32_t length);
HP_IMPORT("sdk", "config")
int32_t hp_import_sdk_config(const char *name, uint32_t name_length, char *out, uint32_t room);
HP_IMPORT("sdk", "metric_add") int32_t hp_import_sdk_metric_add(const char *name, uint32_t length, double delta);
HP_IMPORT("sdk", "metric_set") int32_t hp_import_sdk_metric_set(const char *name, uint32_t length, double value);
HP_IMPORT("sdk", "metric_observe")
int32_t hp_import_sdk_metric_observe(const char *name, uint32_t length, double value);
HP_IMPORT("sdk", "time") int64_t hp_import_sdk_time(void);
HP_IMPORT("sdk", "random") int32_t hp_import_sdk_random(uint8_t *out, uint32_t length);
HP_IMPORT("sdk", "hash")
int32_t hp_import_sdk_hash(int32_t algorithm, const char *bytes, uint32_t length, uint8_t *out);
HP_IMPORT("sdk", "hash_open") int32_t hp_import_sdk_hash_open(int32_t algorithm);
HP_IMPORT("sdk", "hash_update") int32_t hp_import_sdk_hash_update(int32_t handle, const char *bytes, uint32_t length);
HP_IMPORT("sdk", "hash_finish") int32_t hp_import_sdk_hash_finish(int32_t handle, uint8_t *out);
HP_IMPORT("sdk", "hmac")
int32_t hp_import_sdk_hmac(int32_t algorithm, const char *key, uint32_t key_length, const char *bytes, uint32_t length,
                           uint8_t *out);
HP_IMPORT("sdk", "encode")
int32_t hp_import_sdk_encode(int32_t form, const char *bytes, uint32_t length, char *out, uint32_t room);
HP_IMPORT("sdk", "decode")
int32_t hp_import_sdk_decode(int32_t form, const char *text, uint32_t length, char *out, uint32_t room);
HP_IMPORT("sdk", "var_get")
int32_t hp_import_sdk_var_get(const char *name, uint32_t name_length, char *out, uint32_t room);
HP_IMPORT("sdk", "var_set")
int32_t hp_import_sdk_var_set(const char *name, uint32_t name_length, const char *value, uint32_t length);
HP_IMPORT("sdk", "cache_invalidate") int32_t hp_import_sdk_cache_invalidate(const char *tag, uint32_t length);
HP_IMPORT("sdk", "node_id") int32_t hp_import_sdk_node_id(uint8_t *out);
HP_IMPORT("sdk", "deadline") int64_t hp_import_sdk_deadline(void);

HP_IMPORT("net", "request")
int32_t hp_import_net_request(const char *head, uint32_t length, const char *body, uint32_t body_length);
HP_IMPORT("net", "status") int32_t hp_import_net_status(int32_t handle);
HP_IMPORT("net", "header")
int32_t hp_import_net_header(int32_t handle, const char *name, uint32_t name_length, char *out, uint32_t room);
HP_IMPORT("net", "read") int32_t hp_import_net_read(int32_t handle, char *out, uint32_t room);

/* ---- bytes and text ---- */

HP_INLINE bool hp_equal(hp_bytes a, hp_bytes b) {
  if (a.length != b.length) return false;
  for (uint32_t i = 0; i < a.length; i++) {
    if (a.at[i] != b.at[i]) return false;
  }
  return true;
}

HP_INLINE bool hp_starts_with(hp_bytes text, hp_bytes prefix) {
  return text.length >= prefix.length && hp_equal((hp_bytes){text.at, prefix.length}, prefix);
}

/* Takes what stands before a byte off the front of a text, and the byte with it; all of it, if the byte is not there.
 */
HP_INLINE hp_bytes hp_take_until(hp_bytes *text, char byte) {
  uint32_t length = 0;
  while (length < text->length && text->at[length] != byte) length++;
  hp_bytes taken = {text->at, length};
  uint32_t all = length < text->length ? length + 1 : length;
  text->at += all;
  text->length -= all;
  return taken;
}

/* Text that is put together in room of the plugin's own. What does not fit sets `full`, and is not written. */
typedef struct {
  char *at;
  uint32_t room;
  uint32_t length;
  bool full;
} hp_builder;

#define HP_BUILDER(array) ((hp_builder){(array), sizeof(array), 0, false})

HP_INLINE hp_bytes hp_built(const hp_builder *builder) { return (hp_bytes){builder->at, builder->length}; }

HP_INLINE void hp_append(hp_builder *to, hp_bytes bytes) {
  if (bytes.length > to->room - to->length) {
    to->full = true;
    return;
  }
  __builtin_memcpy(to->at + to->length, bytes.at, bytes.length);
  to->length += bytes.length;
}

HP_INLINE void hp_append_char(hp_builder *to, char byte) { hp_append(to, (hp_bytes){&byte, 1}); }

HP_INLINE void hp_append_number(hp_builder *to, int64_t number) {
  char digits[20];
  uint32_t at = sizeof digits;
  uint64_t rest = number < 0 ? 0 - (uint64_t)number : (uint64_t)number;
  do {
    digits[--at] = (char)('0' + rest % 10);
    rest /= 10;
  } while (rest != 0);
  if (number < 0) digits[--at] = '-';
  hp_append(to, (hp_bytes){digits + at, sizeof digits - at});
}

/* Text as a JSON string, with its quotes. */
HP_INLINE void hp_append_json(hp_builder *to, hp_bytes text) {
  static const char hex[] = "0123456789abcdef";
  hp_append_char(to, '"');
  for (uint32_t i = 0; i < text.length; i++) {
    char c = text.at[i];
    if (c == '"' || c == '\\') {
      hp_append_char(to, '\\');
      hp_append_char(to, c);
    } else if ((unsigned char)c < 0x20) {
      hp_append(to, HP_TEXT("\\u00"));
      hp_append_char(to, hex[c >> 4 & 15]);
      hp_append_char(to, hex[c & 15]);
    } else {
      hp_append_char(to, c);
    }
  }
  hp_append_char(to, '"');
}

/* A whole number in decimal; -1 if it is none, or below 0. */
HP_INLINE int64_t hp_number(hp_bytes text) {
  int64_t number = 0;
  if (text.length == 0 || text.length > 18) return -1;
  for (uint32_t i = 0; i < text.length; i++) {
    if (text.at[i] < '0' || text.at[i] > '9') return -1;
    number = number * 10 + (text.at[i] - '0');
  }
  return number;
}

/*
 * Where results are put: `hp_bytes key = hp_request_key(HP_ROOM(1024));`. A result that is not there, or has no room,
 * is of length 0 with `at` null; one that is there and empty has an `at`.
 */
#define HP_ROOM(size) ((char[size]){0}), (size)

HP_INLINE hp_bytes hp_result(int32_t length, const char *out, uint32_t room) {
  if (length < 0 || (uint32_t)length > room) return (hp_bytes){0, 0};
  return (hp_bytes){out, (uint32_t)length};
}

/* ---- the request ---- */

#define HP_PROPERTY(name, number)                                              \
  HP_INLINE hp_bytes name(char *out, uint32_t room) {                          \
    return hp_result(hp_import_http_property((number), out, room), out, room); \
  }

HP_PROPERTY(hp_request_method, 1)
HP_PROPERTY(hp_request_path, 2)
HP_PROPERTY(hp_request_operation, 3)
HP_PROPERTY(hp_request_bucket, 4)
HP_PROPERTY(hp_request_key, 5)
HP_PROPERTY(hp_request_version, 6)
HP_PROPERTY(hp_request_who, 7)
HP_PROPERTY(hp_request_id, 8)
HP_PROPERTY(hp_request_address, 9)
HP_PROPERTY(hp_request_entry, 16)
HP_PROPERTY(hp_request_range, 17)

HP_INLINE int64_t hp_property_number(int32_t number) {
  char out[20];
  return hp_number(hp_result(hp_import_http_property(number, out, sizeof out), out, sizeof out));
}

/* Bytes of the body that the client sends; -1 if it did not say. */
HP_INLINE int64_t hp_request_length(void) { return hp_property_number(10); }

HP_INLINE hp_bytes hp_request_query(hp_bytes name, char *out, uint32_t room) {
  return hp_result(hp_import_http_query(name.at, name.length, out, room), out, room);
}

HP_INLINE hp_bytes hp_request_header(hp_bytes name, char *out, uint32_t room) {
  return hp_result(hp_import_http_header_get(0, name.at, name.length, out, room), out, room);
}

/* The header at an index, as `name: value`. */
HP_INLINE hp_bytes hp_request_header_at(int32_t index, char *out, uint32_t room) {
  return hp_result(hp_import_http_header_at(0, index, out, room), out, room);
}

HP_INLINE int32_t hp_request_set_header(hp_bytes name, hp_bytes value) {
  return hp_import_http_header_set(0, name.at, name.length, value.at, value.length);
}

HP_INLINE int32_t hp_request_remove_header(hp_bytes name) {
  return hp_import_http_header_remove(0, name.at, name.length);
}

HP_INLINE int32_t hp_request_rewrite(hp_bytes bucket, hp_bytes key) {
  return hp_import_http_rewrite(bucket.at, bucket.length, key.at, key.length);
}

/* ---- the answer ---- */

/* The status of HTTP; -1 where there is no answer yet. */
HP_INLINE int64_t hp_response_status(void) { return hp_property_number(11); }

HP_INLINE bool hp_response_is_success(void) { return hp_response_status() / 100 == 2; }

HP_PROPERTY(hp_response_error_code, 12)
HP_PROPERTY(hp_response_etag, 13)

/* Bytes of the body; -1 if they are not known. */
HP_INLINE int64_t hp_response_length(void) { return hp_property_number(14); }

HP_PROPERTY(hp_response_content_type, 15)

HP_INLINE hp_bytes hp_response_header(hp_bytes name, char *out, uint32_t room) {
  return hp_result(hp_import_http_header_get(1, name.at, name.length, out, room), out, room);
}

/* The header at an index, as `name: value`. */
HP_INLINE hp_bytes hp_response_header_at(int32_t index, char *out, uint32_t room) {
  return hp_result(hp_import_http_header_at(1, index, out, room), out, room);
}

HP_INLINE int32_t hp_response_set_header(hp_bytes name, hp_bytes value) {
  return hp_import_http_header_set(1, name.at, name.length, value.at, value.length);
}

HP_INLINE int32_t hp_response_remove_header(hp_bytes name) {
  return hp_import_http_header_remove(1, name.at, name.length);
}

/* ---- verdicts, to return ---- */

HP_INLINE hp_action hp_reply(int32_t status, hp_bytes body) {
  return hp_import_http_reply(status, body.at, body.length) < 0 ? HP_FAILED : HP_RESPOND;
}

HP_INLINE hp_action hp_deny(hp_bytes code, hp_bytes message) {
  return hp_import_http_deny(code.at, code.length, message.at, message.length) < 0 ? HP_FAILED : HP_RESPOND;
}

HP_INLINE hp_identity hp_identity_named(hp_bytes principal) {
  return hp_import_http_identify(principal.at, principal.length) < 0 ? (hp_identity)HP_FAILED : HP_IDENTIFIED;
}

HP_INLINE hp_identity hp_identity_denied(hp_bytes code, hp_bytes message) {
  return hp_deny(code, message) == HP_RESPOND ? HP_DENY : (hp_identity)HP_FAILED;
}

HP_INLINE hp_lookup hp_lookup_by_key(hp_bytes key) {
  return hp_import_http_cache_key(key.at, key.length) < 0 ? (hp_lookup)HP_FAILED : HP_LOOKUP_KEY;
}

HP_INLINE hp_lookup hp_lookup_hit(const uint8_t hash[32]) {
  return hp_import_blobs_respond(hash) < 0 ? (hp_lookup)HP_FAILED : HP_LOOKUP_HIT;
}

/* For so long, or until one of its tags is invalidated; at most 16 tags of 256 bytes. */
HP_INLINE hp_store hp_store_keep(int64_t milliseconds, const hp_bytes *tags, uint32_t count) {
  if (hp_import_http_cache_ttl(milliseconds) < 0) return (hp_store)HP_FAILED;
  for (uint32_t i = 0; i < count; i++) {
    if (hp_import_http_cache_tag(tags[i].at, tags[i].length) < 0) return (hp_store)HP_FAILED;
  }
  return HP_STORE_KEEP;
}

/* ---- the body that a plugin writes ---- */

#ifndef HP_GATHERED
#define HP_GATHERED 16384
#endif

static struct {
  char at[HP_GATHERED];
  uint32_t length;
  bool failed;
} hp_body;

/* Forgets what a call left that failed: at the beginning of each call. */
HP_INLINE void hp_body_begin(void) {
  hp_body.length = 0;
  hp_body.failed = false;
}

HP_INLINE void hp_body_flush(void) {
  if (hp_body.length > 0 && hp_import_http_emit(hp_body.at, hp_body.length) < 0) hp_body.failed = true;
  hp_body.length = 0;
}

/* Writes the next bytes, 1 MiB at a time; 4 MiB in one call of the plugin. */
HP_INLINE void hp_body_write(hp_bytes bytes) {
  if (bytes.length > HP_GATHERED - hp_body.length) hp_body_flush();
  if (bytes.length > HP_GATHERED) {
    if (hp_import_http_emit(bytes.at, bytes.length) < 0) hp_body.failed = true;
    return;
  }
  __builtin_memcpy(hp_body.at + hp_body.length, bytes.at, bytes.length);
  hp_body.length += bytes.length;
}

/* Hands over what was written: what a call ends with. */
HP_INLINE hp_action hp_body_end(hp_action action) {
  hp_body_flush();
  return hp_body.failed ? HP_FAILED : action;
}

/* ---- settings, log, figures, the node ---- */

/* A setting: text as it is, anything else as JSON; a name that begins with / is a JSON Pointer. */
HP_INLINE hp_bytes hp_config(hp_bytes name, char *out, uint32_t room) {
  return hp_result(hp_import_sdk_config(name.at, name.length, out, room), out, room);
}

HP_INLINE int64_t hp_config_number(hp_bytes name) {
  char out[20];
  return hp_number(hp_config(name, out, sizeof out));
}

HP_INLINE bool hp_config_flag(hp_bytes name) {
  char out[5];
  return hp_equal(hp_config(name, out, sizeof out), HP_TEXT("true"));
}

HP_INLINE void hp_log_error(hp_bytes line) { hp_import_sdk_log(1, line.at, line.length); }
HP_INLINE void hp_log_warn(hp_bytes line) { hp_import_sdk_log(2, line.at, line.length); }
HP_INLINE void hp_log_info(hp_bytes line) { hp_import_sdk_log(3, line.at, line.length); }
HP_INLINE void hp_log_debug(hp_bytes line) { hp_import_sdk_log(4, line.at, line.length); }

HP_INLINE int32_t hp_metric_add(hp_bytes name, double delta) {
  return hp_import_sdk_metric_add(name.at, name.length, delta);
}
HP_INLINE int32_t hp_metric_set(hp_bytes name, double value) {
  return hp_import_sdk_metric_set(name.at, name.length, value);
}
HP_INLINE int32_t hp_metric_observe(hp_bytes name, double value) {
  return hp_import_sdk_metric_observe(name.at, name.length, value);
}

HP_INLINE int32_t hp_node_id(uint8_t id[32]) { return hp_import_sdk_node_id(id); }
HP_INLINE int64_t hp_node_time(void) { return hp_import_sdk_time(); }
HP_INLINE int32_t hp_node_random(uint8_t *out, uint32_t length) { return hp_import_sdk_random(out, length); }
HP_INLINE int64_t hp_node_deadline(void) { return hp_import_sdk_deadline(); }

HP_INLINE hp_bytes hp_vars_get(hp_bytes name, char *out, uint32_t room) {
  return hp_result(hp_import_sdk_var_get(name.at, name.length, out, room), out, room);
}

HP_INLINE int32_t hp_vars_set(hp_bytes name, hp_bytes value) {
  return hp_import_sdk_var_set(name.at, name.length, value.at, value.length);
}

/* ---- hashes and encodings ---- */

/* The hash of bytes, into 32 bytes at least. */
HP_INLINE int32_t hp_hash_digest(hp_algorithm algorithm, hp_bytes bytes, uint8_t *out) {
  return hp_import_sdk_hash(algorithm, bytes.at, bytes.length, out);
}

HP_INLINE int32_t hp_hash_hmac(hp_algorithm algorithm, hp_bytes key, hp_bytes bytes, uint8_t *out) {
  return hp_import_sdk_hmac(algorithm, key.at, key.length, bytes.at, bytes.length, out);
}

/* A hash of bytes that come in pieces: a handle. */
HP_INLINE int32_t hp_hash_open(hp_algorithm algorithm) { return hp_import_sdk_hash_open(algorithm); }

HP_INLINE int32_t hp_hash_update(int32_t hasher, hp_bytes bytes) {
  return hp_import_sdk_hash_update(hasher, bytes.at, bytes.length);
}

HP_INLINE int32_t hp_hash_finish(int32_t hasher, uint8_t *out) { return hp_import_sdk_hash_finish(hasher, out); }

/* Whether two secrets are the same, in a time that says nothing of where they differ. */
HP_INLINE bool hp_hash_equal(hp_bytes a, hp_bytes b) {
  volatile uint8_t difference = a.length != b.length;
  uint32_t length = a.length < b.length ? a.length : b.length;
  for (uint32_t i = 0; i < length; i++) difference |= (uint8_t)(a.at[i] ^ b.at[i]);
  return difference == 0;
}

HP_INLINE hp_bytes hp_hash_encode(hp_form form, hp_bytes bytes, char *out, uint32_t room) {
  return hp_result(hp_import_sdk_encode(form, bytes.at, bytes.length, out, room), out, room);
}

HP_INLINE hp_bytes hp_hash_decode(hp_form form, hp_bytes text, char *out, uint32_t room) {
  return hp_result(hp_import_sdk_decode(form, text.at, text.length, out, room), out, room);
}

/* ---- cache, docs, blobs, net ---- */

HP_INLINE int32_t hp_cache_invalidate(hp_bytes tag) {
  return tag.length == 0 ? 0 : hp_import_sdk_cache_invalidate(tag.at, tag.length);
}

HP_INLINE int32_t hp_cache_invalidate_all(void) { return hp_import_sdk_cache_invalidate(0, 0); }

/* An entry: 32 bytes author, 8 bytes clock, the value. */
HP_INLINE hp_bytes hp_docs_get(hp_bytes bucket, hp_bytes key, char *out, uint32_t room) {
  return hp_result(hp_import_docs_get(bucket.at, bucket.length, key.at, key.length, out, room), out, room);
}

HP_INLINE int32_t hp_docs_set(hp_bytes bucket, hp_bytes key, hp_bytes value) {
  return hp_import_docs_set(bucket.at, bucket.length, key.at, key.length, value.at, value.length);
}

HP_INLINE int32_t hp_docs_remove(hp_bytes bucket, hp_bytes key) {
  return hp_import_docs_delete(bucket.at, bucket.length, key.at, key.length);
}

/* Entries with keys behind `after`, for hp_docs_next; of length 0 at the end. */
HP_INLINE hp_bytes hp_docs_list(hp_bytes bucket, hp_bytes prefix, hp_bytes after, char *out, uint32_t room) {
  return hp_result(
      hp_import_docs_list(bucket.at, bucket.length, prefix.at, prefix.length, after.at, after.length, out, room), out,
      room);
}

/* An entry in a list. */
typedef struct {
  hp_bytes key;
  hp_bytes author;
  /* Microseconds since 1970, by its author's clock. */
  uint64_t clock;
  /* Bytes of its value. */
  uint32_t length;
} hp_docs_entry;

/* Takes the next entry off the front of a list; false at its end. The next list goes on behind its key. */
HP_INLINE bool hp_docs_next(hp_bytes *list, hp_docs_entry *entry) {
  uint16_t key;
  if (list->length < sizeof key) return false;
  __builtin_memcpy(&key, list->at, sizeof key);
  uint32_t whole = sizeof key + key + 32 + sizeof entry->clock + sizeof entry->length;
  if (list->length < whole) return false;
  const char *at = list->at + sizeof key;
  entry->key = (hp_bytes){at, key};
  entry->author = (hp_bytes){at + key, 32};
  __builtin_memcpy(&entry->clock, at + key + 32, sizeof entry->clock);
  __builtin_memcpy(&entry->length, at + key + 32 + sizeof entry->clock, sizeof entry->length);
  list->at += whole;
  list->length -= whole;
  return true;
}

/* In hp_init only. */
HP_INLINE int32_t hp_docs_subscribe(hp_bytes bucket, hp_bytes prefix) {
  return hp_import_docs_subscribe(bucket.at, bucket.length, prefix.at, prefix.length);
}

/* The blob that the answer's object is: its hash, and as the result its size. */
HP_INLINE int64_t hp_blobs_object(uint8_t hash[32]) { return hp_import_blobs_object(hash); }
HP_INLINE int64_t hp_blobs_length(const uint8_t hash[32]) { return hp_import_blobs_size(hash); }

/* Reads from an offset; fewer bytes than there is room for come only at the blob's end. */
HP_INLINE int32_t hp_blobs_read(const uint8_t hash[32], int64_t offset, char *out, uint32_t room) {
  return hp_import_blobs_read(hash, offset, out, room);
}

/* Begins a blob of this plugin's: a handle. */
HP_INLINE int32_t hp_blobs_open(void) { return hp_import_blobs_write_open(); }

HP_INLINE int32_t hp_blobs_write(int32_t writer, hp_bytes bytes) {
  return hp_import_blobs_write(writer, bytes.at, bytes.length);
}

/* Ends it: its hash, and as the result its size. */
HP_INLINE int64_t hp_blobs_finish(int32_t writer, uint8_t hash[32]) {
  return hp_import_blobs_write_finish(writer, hash);
}

/* Makes a blob the answer's body. */
HP_INLINE hp_action hp_blobs_respond(const uint8_t hash[32]) {
  return hp_import_blobs_respond(hash) < 0 ? HP_FAILED : HP_RESPOND;
}

/* Stores a blob instead of what the client sends. In hp_on_request only. */
HP_INLINE int32_t hp_blobs_replace_body(const uint8_t hash[32]) { return hp_import_blobs_replace_body(hash); }

/*
 * Sends a request and waits for the head of its answer: a handle. `head` is `METHOD URL`, and lines `name: value`, each
 * with a line feed behind it.
 */
HP_INLINE int32_t hp_net_request(hp_bytes head, hp_bytes body) {
  return hp_import_net_request(head.at, head.length, body.at, body.length);
}

HP_INLINE int32_t hp_net_status(int32_t answer) { return hp_import_net_status(answer); }

HP_INLINE hp_bytes hp_net_header(int32_t answer, hp_bytes name, char *out, uint32_t room) {
  return hp_result(hp_import_net_header(answer, name.at, name.length, out, room), out, room);
}

/* Reads on; 0 at the end of the body, or where there is no room. */
HP_INLINE int32_t hp_net_read(int32_t answer, char *out, uint32_t room) {
  return hp_import_net_read(answer, out, room);
}

/* ---- what every plugin exports beside its phases and hp_init ---- */

#define HP_PLUGIN                                                           \
  static char hp_chunk[65536];                                              \
  HP_EXPORT(hp_abi_version) int32_t hp_exported_version(void) { return 1; } \
  HP_EXPORT(hp_alloc) char *hp_exported_alloc(uint32_t length) { return length <= sizeof hp_chunk ? hp_chunk : 0; }

#endif
