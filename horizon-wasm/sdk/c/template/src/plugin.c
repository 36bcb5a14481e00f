/* Greets who reads an object. */
#include "horizonpush.h"

HP_PLUGIN

static char text[256];
static hp_bytes greeting;

HP_EXPORT(hp_init) int32_t init(void) {
  greeting = hp_config(HP_TEXT("greeting"), text, sizeof text);
  return 0;
}

HP_EXPORT(hp_on_response) hp_action on_response(void) {
  if (!hp_response_is_success()) {
    return HP_CONTINUE;
  }
  if (hp_response_set_header(HP_TEXT("x-greeting"), greeting) < 0) {
    return HP_FAILED;
  }
  hp_log_info(HP_TEXT("greeted"));
  return HP_CONTINUE;
}
