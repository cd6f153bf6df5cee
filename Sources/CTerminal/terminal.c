#define _GNU_SOURCE
#include "CTerminal.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

static const int crash_signals[] = {SIGSEGV, SIGBUS, SIGILL, SIGTRAP, SIGFPE, SIGABRT, SIGSYS};
enum { crash_count = sizeof crash_signals / sizeof crash_signals[0] };

static struct sigaction crash_before[crash_count];
static int guard_descriptor = -1;
static int guard_active;
static struct termios guard_settings;
static int guard_has_settings;
static char guard_bytes[256];
static size_t guard_byte_count;
static void *guard_stack;

static void write_all(int descriptor, const char *bytes, size_t count) {
  while (count > 0) {
    ssize_t written = write(descriptor, bytes, count);
    if (written < 0) {
      if (errno == EINTR) continue;
      return;
    }
    bytes += written;
    count -= (size_t)written;
  }
}

// Only calls that are allowed in a signal handler.
static void on_crash(int number, siginfo_t *info, void *context) {
  (void)info;
  (void)context;
  static const char message[] = "\r\ntenths crashed. The terminal is as it was; laps that had ended are stored.\r\n";
  if (guard_active) {
    guard_active = 0;
    write_all(guard_descriptor, guard_bytes, guard_byte_count);
    if (guard_has_settings) tcsetattr(guard_descriptor, TCSANOW, &guard_settings);
    write_all(guard_descriptor, message, sizeof message - 1);
  }
  struct sigaction standard;
  memset(&standard, 0, sizeof standard);
  standard.sa_handler = SIG_DFL;
  sigaction(number, &standard, NULL);
  // The signal is blocked while its handler runs: it is delivered on return, whoever sent it.
  raise(number);
}

// A parent may have left signals blocked: nobody could end the program then.
static void unblock(const int *signals, int count) {
  sigset_t set;
  sigemptyset(&set);
  for (int index = 0; index < count; index++) sigaddset(&set, signals[index]);
  pthread_sigmask(SIG_UNBLOCK, &set, NULL);
}

int tenths_guard_install(int descriptor, const char *restore, size_t count) {
  if (count > sizeof guard_bytes) return -1;
  guard_descriptor = descriptor;
  memcpy(guard_bytes, restore, count);
  guard_byte_count = count;
  guard_has_settings = tcgetattr(descriptor, &guard_settings) == 0;
  if (!guard_stack) {
    const size_t size = 64 * 1024;
    guard_stack = malloc(size);
    if (guard_stack) {
      stack_t stack = {.ss_sp = guard_stack, .ss_size = size};
      sigaltstack(&stack, NULL);
    }
  }
  guard_active = 1;
  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_sigaction = on_crash;
  action.sa_flags = SA_SIGINFO | SA_ONSTACK;
  sigemptyset(&action.sa_mask);
  for (int index = 0; index < crash_count; index++) sigaction(crash_signals[index], &action, &crash_before[index]);
  unblock(crash_signals, crash_count);
  return 0;
}

void tenths_guard_remove(void) {
  if (!guard_active) return;
  guard_active = 0;
  for (int index = 0; index < crash_count; index++) sigaction(crash_signals[index], &crash_before[index], NULL);
}

void tenths_guard_restore_settings(void) {
  if (guard_has_settings) tcsetattr(guard_descriptor, TCSADRAIN, &guard_settings);
}

static const int screen_signals[] = {SIGWINCH, SIGTERM, SIGHUP, SIGINT, SIGQUIT, SIGTSTP, SIGCONT};
enum { screen_count = sizeof screen_signals / sizeof screen_signals[0] };
static struct sigaction screen_before[screen_count];
static int signal_ends[2] = {-1, -1};

static void on_signal(int number) {
  int before = errno;
  unsigned char byte = (unsigned char)number;
  ssize_t ignored = write(signal_ends[1], &byte, 1);
  (void)ignored;
  errno = before;
}

int tenths_wait(int input, int signals, int waker, double seconds) {
  struct pollfd descriptors[3] = {{input, POLLIN, 0}, {signals, POLLIN, 0}, {waker, POLLIN, 0}};
  struct timespec time = {(time_t)seconds, (long)((seconds - (double)(time_t)seconds) * 1e9)};
  int ready = ppoll(descriptors, 3, seconds < 0 ? NULL : &time, NULL);
  if (ready > 0 && descriptors[0].revents & (POLLHUP | POLLERR | POLLNVAL)) return -1;
  return ready != 0;
}

int tenths_pipe(int ends[2]) { return pipe2(ends, O_CLOEXEC | O_NONBLOCK); }

int tenths_signals_open(void) {
  if (signal_ends[0] >= 0 || tenths_pipe(signal_ends) != 0) return -1;
  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_handler = on_signal;
  action.sa_flags = SA_RESTART;
  sigemptyset(&action.sa_mask);
  for (int index = 0; index < screen_count; index++) sigaction(screen_signals[index], &action, &screen_before[index]);
  unblock(screen_signals, screen_count);
  return signal_ends[0];
}

void tenths_signals_close(void) {
  if (signal_ends[0] < 0) return;
  for (int index = 0; index < screen_count; index++) sigaction(screen_signals[index], &screen_before[index], NULL);
  close(signal_ends[0]);
  close(signal_ends[1]);
  signal_ends[0] = signal_ends[1] = -1;
}

int tenths_signals_next(void) {
  unsigned char byte = 0;
  return signal_ends[0] >= 0 && read(signal_ends[0], &byte, 1) == 1 ? byte : 0;
}
