/*
 * Faults of a disk and a clock, put between a program and the system: cc -shared -fPIC -o faults.so faults.c -ldl, then
 * LD_PRELOAD=faults.so. Only files whose path holds TENTHS_FAULT_PATH are concerned.
 *
 *   TENTHS_FAULT_KIND    enospc, eio     writing fails with that error
 *                        short           a write takes only a part of what it is given
 *                        eiofsync        the disk says that it could not keep what was written
 *                        slow            keeping what was written takes TENTHS_FAULT_DELAY ms
 *                        readonly        opening for writing fails, and so does removing
 *   TENTHS_FAULT_EVERY   every n-th such call fails; 1 without it
 *   TENTHS_FAULT_SWITCH  faults happen only while this file exists
 *   TENTHS_FAULT_LOG     one byte is appended to this file for each fault
 *   TENTHS_FAULT_SYSTEM  number of a kind of file system, hexadecimal, that statfs reports
 *   TENTHS_FAULT_CLOCK   file with seconds by which the clock of the day is wrong
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <time.h>
#include <unistd.h>

enum { most_files = 65536 };

static _Atomic unsigned char concerned[most_files];
static _Atomic unsigned long calls;

static const char *setting(const char *name) {
  const char *value = getenv(name);
  return value && *value ? value : NULL;
}

static int is_kind(const char *kind) {
  const char *value = setting("TENTHS_FAULT_KIND");
  return value && strcmp(value, kind) == 0;
}

static int names_history(const char *path) {
  const char *wanted = setting("TENTHS_FAULT_PATH");
  return path && wanted && strstr(path, wanted) != NULL;
}

static void note(void) {
  const char *log = setting("TENTHS_FAULT_LOG");
  if (!log) return;
  int (*next)(const char *, int, ...) = (int (*)(const char *, int, ...))dlsym(RTLD_NEXT, "open");
  int file = next(log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
  if (file < 0) return;
  ssize_t (*put)(int, const void *, size_t) = (ssize_t(*)(int, const void *, size_t))dlsym(RTLD_NEXT, "write");
  (void)!put(file, "x", 1);
  close(file);
}

static int is_on(void) {
  const char *file = setting("TENTHS_FAULT_SWITCH");
  return !file || access(file, F_OK) == 0;
}

/* Whether this call is the one that goes wrong. */
static int strikes(int file) {
  if (file < 0 || file >= most_files || !concerned[file] || !is_on()) return 0;
  const char *text = setting("TENTHS_FAULT_EVERY");
  unsigned long every = text ? strtoul(text, NULL, 10) : 1;
  if (every == 0 || ++calls % every != 0) return 0;
  int saved = errno;
  note();
  errno = saved;
  return 1;
}

static int refuses(const char *path, int flags) {
  return names_history(path) && is_kind("readonly") && is_on() && (flags & (O_WRONLY | O_RDWR | O_CREAT));
}

static int opened(int file, const char *path) {
  if (file >= 0 && file < most_files) concerned[file] = (unsigned char)names_history(path);
  return file;
}

#define OPEN(name)                                                                                                     \
  int name(const char *path, int flags, ...) {                                                                         \
    int (*next)(const char *, int, ...) = (int (*)(const char *, int, ...))dlsym(RTLD_NEXT, #name);                    \
    mode_t mode = 0;                                                                                                   \
    if (flags & (O_CREAT | O_TMPFILE)) {                                                                               \
      va_list rest;                                                                                                    \
      va_start(rest, flags);                                                                                           \
      mode = va_arg(rest, mode_t);                                                                                     \
      va_end(rest);                                                                                                    \
    }                                                                                                                  \
    if (refuses(path, flags)) {                                                                                        \
      note();                                                                                                          \
      errno = EROFS;                                                                                                   \
      return -1;                                                                                                       \
    }                                                                                                                  \
    return opened(next(path, flags, mode), path);                                                                      \
  }
OPEN(open)
OPEN(open64)

int unlink(const char *path) {
  int (*next)(const char *) = (int (*)(const char *))dlsym(RTLD_NEXT, "unlink");
  if (refuses(path, O_WRONLY)) {
    errno = EROFS;
    return -1;
  }
  return next(path);
}

int close(int file) {
  int (*next)(int) = (int (*)(int))dlsym(RTLD_NEXT, "close");
  if (file >= 0 && file < most_files) concerned[file] = 0;
  return next(file);
}

/* What a write of so many bytes comes to: all of them, a part, or a failure, which is 0. */
static size_t granted(int file, size_t count) {
  int full = is_kind("enospc"), broken = is_kind("eio"), short_of = is_kind("short");
  if (!(full || broken || short_of) || !strikes(file)) return count;
  if (short_of) return count > 1 ? count / 2 : count;
  errno = full ? ENOSPC : EIO;
  return 0;
}

ssize_t write(int file, const void *bytes, size_t count) {
  ssize_t (*next)(int, const void *, size_t) = (ssize_t(*)(int, const void *, size_t))dlsym(RTLD_NEXT, "write");
  size_t most = count ? granted(file, count) : 0;
  return count && !most ? -1 : next(file, bytes, most);
}

#define WRITE_AT(name, offset_type)                                                                                    \
  ssize_t name(int file, const void *bytes, size_t count, offset_type offset) {                                        \
    ssize_t (*next)(int, const void *, size_t, offset_type) =                                                          \
        (ssize_t(*)(int, const void *, size_t, offset_type))dlsym(RTLD_NEXT, #name);                                   \
    size_t most = count ? granted(file, count) : 0;                                                                    \
    return count && !most ? -1 : next(file, bytes, most, offset);                                                      \
  }
WRITE_AT(pwrite, off_t)
WRITE_AT(pwrite64, off64_t)

static int keep(int file) {
  if (is_kind("slow") && strikes(file)) {
    const char *text = setting("TENTHS_FAULT_DELAY");
    usleep((useconds_t)(text ? strtoul(text, NULL, 10) : 100) * 1000);
  }
  if (is_kind("eiofsync") && strikes(file)) {
    errno = EIO;
    return -1;
  }
  return 0;
}

int fsync(int file) {
  int (*next)(int) = (int (*)(int))dlsym(RTLD_NEXT, "fsync");
  return keep(file) ? -1 : next(file);
}

int fdatasync(int file) {
  int (*next)(int) = (int (*)(int))dlsym(RTLD_NEXT, "fdatasync");
  return keep(file) ? -1 : next(file);
}

#define ALLOCATE(name, offset_type)                                                                                    \
  int name(int file, offset_type offset, offset_type count) {                                                          \
    int (*next)(int, offset_type, offset_type) = (int (*)(int, offset_type, offset_type))dlsym(RTLD_NEXT, #name);      \
    if ((is_kind("enospc") || is_kind("eio")) && strikes(file)) return is_kind("eio") ? EIO : ENOSPC;                  \
    return next(file, offset, count);                                                                                  \
  }
ALLOCATE(posix_fallocate, off_t)
ALLOCATE(posix_fallocate64, off64_t)

static void disguise(const char *path, void *answer) {
  const char *text = setting("TENTHS_FAULT_SYSTEM");
  const char *wanted = setting("TENTHS_FAULT_PATH");
  (void)path;
  /* The first field of both forms. */
  if (text && wanted && is_on()) *(__fsword_t *)answer = (__fsword_t)strtoul(text, NULL, 16);
}

int statfs(const char *path, struct statfs *answer) {
  int (*next)(const char *, struct statfs *) = (int (*)(const char *, struct statfs *))dlsym(RTLD_NEXT, "statfs");
  int result = next(path, answer);
  if (result == 0) disguise(path, answer);
  return result;
}

int statfs64(const char *path, struct statfs64 *answer) {
  int (*next)(const char *, struct statfs64 *) = (int (*)(const char *, struct statfs64 *))dlsym(RTLD_NEXT, "statfs64");
  int result = next(path, answer);
  if (result == 0) disguise(path, answer);
  return result;
}

int clock_gettime(clockid_t clock, struct timespec *answer) {
  static _Atomic long shift;
  static _Atomic long looked_at = -1;
  static int (*next)(clockid_t, struct timespec *);
  if (!next) next = (int (*)(clockid_t, struct timespec *))dlsym(RTLD_NEXT, "clock_gettime");
  int result = next(clock, answer);
  if (result != 0 || clock != CLOCK_REALTIME) return result;
  const char *path = setting("TENTHS_FAULT_CLOCK");
  if (!path) return result;
  struct timespec steady;
  next(CLOCK_MONOTONIC, &steady);
  /* The file is looked at a hundred times a second. */
  long now = steady.tv_sec * 100 + steady.tv_nsec / 10000000;
  if (now != looked_at) {
    looked_at = now;
    FILE *file = fopen(path, "r");
    long read = 0;
    shift = file && fscanf(file, "%ld", &read) == 1 ? read : 0;
    if (file) fclose(file);
  }
  answer->tv_sec += shift;
  return result;
}
