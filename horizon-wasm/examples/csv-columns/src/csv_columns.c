/*
 * Shows chosen columns of CSV (RFC 4180) alone. The first record names the columns. A field goes through as it came,
 * with its quotes, and is never held whole. A column without a name, or with one of more than 1 KiB, is not shown.
 */
#include "horizonpush.h"

HP_PLUGIN

enum { COLUMNS = 1024, LONGEST_NAME = 1024, SETTINGS = 16384 };

/* Names from the settings, one behind the other. */
typedef struct {
  hp_bytes names[256];
  uint32_t count;
} list;

static char settings[SETTINGS];
static uint32_t settings_length;
static list shown, hidden;
static char delimiter = ',';

/* Where in a field the next byte stands. */
typedef enum {
  BEGIN,
  BARE,
  QUOTED,
  /* Behind a quote in a quoted field: it ends the field, or is half of a quote that belongs to it. */
  QUOTE
} place;

static struct {
  place place;
  /* A carriage return waits for what follows it. */
  bool returned;
  bool header;
  uint32_t column;
  bool visible;
  /* Whether a field of this record was shown. */
  bool written;
  /* The name in the first record, as it stands there. */
  char name[LONGEST_NAME];
  uint32_t name_length;
  bool name_too_long;
  bool columns[COLUMNS];
} now;

static bool contains(const list *names, hp_bytes name) {
  for (uint32_t i = 0; i < names->count; i++) {
    if (hp_equal(names->names[i], name)) return true;
  }
  return false;
}

/* Reads a list of names; false if it does not fit. */
static bool read_list(hp_bytes pointer, list *names) {
  for (;;) {
    char name[64];
    hp_builder item = HP_BUILDER(name);
    hp_append(&item, pointer);
    hp_append_number(&item, names->count);
    hp_bytes setting = hp_config(hp_built(&item), settings + settings_length, SETTINGS - settings_length);
    if (setting.at == 0) return hp_import_sdk_config(name, item.length, name, 0) == HP_NOT_FOUND;
    if (names->count == sizeof names->names / sizeof *names->names) return false;
    names->names[names->count++] = setting;
    settings_length += setting.length;
  }
}

HP_EXPORT(hp_init) int32_t init(void) {
  char text[4];
  hp_bytes setting = hp_config(HP_TEXT("delimiter"), text, sizeof text);
  if (setting.length == 1) delimiter = setting.at[0];
  if (!read_list(HP_TEXT("/show/"), &shown) || !read_list(HP_TEXT("/hide/"), &hidden)) {
    hp_log_error(HP_TEXT("show and hide have at most 256 names each, and 16 KiB together"));
    return 1;
  }
  if (shown.count == 0 && hidden.count == 0) {
    hp_log_error(HP_TEXT("neither show nor hide is set"));
    return 1;
  }
  return 0;
}

/* The name without its quotes and the mark that some programs put before the first one. */
static hp_bytes plain_name(void) {
  static const char mark[] = {(char)0xef, (char)0xbb, (char)0xbf};
  char *name = now.name;
  uint32_t length = now.name_length;
  if (now.column == 0 && length >= 3 && hp_equal((hp_bytes){name, 3}, (hp_bytes){mark, 3})) {
    name += 3;
    length -= 3;
  }
  if (length < 2 || name[0] != '"' || name[length - 1] != '"') return (hp_bytes){name, length};
  static char plain[LONGEST_NAME];
  uint32_t count = 0;
  for (uint32_t i = 1; i < length - 1; i++) {
    plain[count++] = name[i];
    if (name[i] == '"') i++;
  }
  return (hp_bytes){plain, count};
}

static bool is_shown(void) {
  if (now.name_too_long) return false;
  hp_bytes name = plain_name();
  return (shown.count == 0 || contains(&shown, name)) && !contains(&hidden, name);
}

/* Writes what stands before a field that is shown. */
static void begin_field(void) {
  if (now.written) hp_body_write((hp_bytes){&delimiter, 1});
  now.written = true;
}

static void write_name(void) {
  if (now.column < COLUMNS && is_shown()) {
    now.columns[now.column] = true;
    begin_field();
    hp_body_write((hp_bytes){now.name, now.name_length});
  }
}

/* Bytes of a field. */
static void data(hp_bytes bytes) {
  if (!now.header) {
    if (now.visible) hp_body_write(bytes);
    return;
  }
  for (uint32_t i = 0; i < bytes.length; i++) {
    if (now.name_length == LONGEST_NAME) {
      now.name_too_long = true;
      return;
    }
    now.name[now.name_length++] = bytes.at[i];
  }
}

static void next_field(void) {
  now.place = BEGIN;
  now.name_length = 0;
  now.name_too_long = false;
  now.visible = !now.header && now.column < COLUMNS && now.columns[now.column];
  if (now.visible) begin_field();
}

static void end_field(void) {
  if (now.header) write_name();
  now.column++;
  next_field();
}

static void end_record(hp_bytes line_end) {
  if (now.header) write_name();
  hp_body_write(line_end);
  now.header = false;
  now.column = 0;
  now.written = false;
  next_field();
}

/* Where the next byte stands, behind one that is data. */
static place behind(char byte) {
  if (byte != '"') return now.place == QUOTED ? QUOTED : BARE;
  switch (now.place) {
    case BEGIN:
    case QUOTE:
      return QUOTED;
    case QUOTED:
      return QUOTE;
    case BARE:
      return BARE;
  }
}

static void parse(hp_bytes chunk) {
  uint32_t begin = 0;
  for (uint32_t i = 0; i < chunk.length; i++) {
    char byte = chunk.at[i];
    if (now.returned && byte != '\n') {
      now.returned = false;
      data(HP_TEXT("\r"));
    }
    if (now.place == QUOTED || (byte != delimiter && byte != '\n' && byte != '\r')) {
      now.place = behind(byte);
      continue;
    }
    data((hp_bytes){chunk.at + begin, i - begin});
    begin = i + 1;
    if (byte == '\r') {
      now.returned = true;
      now.place = BARE;
    } else if (byte == delimiter) {
      end_field();
    } else {
      end_record(now.returned ? HP_TEXT("\r\n") : HP_TEXT("\n"));
      now.returned = false;
    }
  }
  data((hp_bytes){chunk.at + begin, chunk.length - begin});
}

HP_EXPORT(hp_on_response) hp_action on_response(void) {
  char encoding[64];
  int32_t length = hp_import_http_header_get(1, "content-encoding", 16, encoding, sizeof encoding);
  if (!hp_response_is_success()) return HP_SKIP;
  if (length > 0 && !hp_equal(hp_result(length, encoding, sizeof encoding), HP_TEXT("identity"))) {
    return hp_deny(HP_TEXT("AccessDenied"), HP_TEXT("This object is compressed, and its columns cannot be told apart"));
  }
  now.header = true;
  now.returned = false;
  now.column = 0;
  now.written = false;
  for (uint32_t i = 0; i < COLUMNS; i++) now.columns[i] = false;
  next_field();
  return HP_CONTINUE;
}

HP_EXPORT(hp_on_response_body) hp_action on_response_body(const char *chunk, uint32_t length, int32_t end) {
  hp_body_begin();
  parse((hp_bytes){chunk, length});
  if (end) {
    if (now.returned) data(HP_TEXT("\r"));
    if (now.header) write_name();
  }
  return hp_body_end(HP_CONTINUE);
}
