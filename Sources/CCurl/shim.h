#pragma once
#include <curl/curl.h>

// curl_easy_setopt takes any type after the option, which Swift cannot call: one function for each type.
static inline CURLcode curl_set_long(CURL *handle, CURLoption option, long value) {
  return curl_easy_setopt(handle, option, value);
}

static inline CURLcode curl_set_offset(CURL *handle, CURLoption option, curl_off_t value) {
  return curl_easy_setopt(handle, option, value);
}

static inline CURLcode curl_set_text(CURL *handle, CURLoption option, const char *value) {
  return curl_easy_setopt(handle, option, value);
}

static inline CURLcode curl_set_pointer(CURL *handle, CURLoption option, void *value) {
  return curl_easy_setopt(handle, option, value);
}

typedef size_t (*curl_transfer)(char *bytes, size_t size, size_t count, void *context);

static inline CURLcode curl_set_transfer(CURL *handle, CURLoption option, curl_transfer value) {
  return curl_easy_setopt(handle, option, value);
}

static inline CURLcode curl_get_long(CURL *handle, CURLINFO what, long *value) {
  return curl_easy_getinfo(handle, what, value);
}

// Answers 0 (CURL_SEEKFUNC_OK) where the body now stands at the wanted byte.
typedef int (*curl_seek)(void *context, curl_off_t offset, int origin);

static inline CURLcode curl_set_seek(CURL *handle, curl_seek value) {
  return curl_easy_setopt(handle, CURLOPT_SEEKFUNCTION, value);
}

static inline CURLcode curl_get_seconds(CURL *handle, CURLINFO what, double *value) {
  return curl_easy_getinfo(handle, what, value);
}
