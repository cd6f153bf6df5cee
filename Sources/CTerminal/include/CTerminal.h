#pragma once
#include <stddef.h>

/// Remembers the terminal's line settings and gives the terminal back when the program crashes: the bytes are written, the settings
/// restored, one line says what happened, and the program dies by the signal it got. Call before anything changes the terminal.
int tenths_guard_install(int descriptor, const char *restore, size_t count);

/// Takes the crash handlers out again; the line settings stay remembered.
void tenths_guard_remove(void);

/// Puts the remembered line settings back.
void tenths_guard_restore_settings(void);

/// Sends SIGWINCH, SIGTERM, SIGHUP, SIGINT, SIGQUIT, SIGTSTP and SIGCONT as one byte each into a pipe.
/// Returns the end to read from, or -1.
int tenths_signals_open(void);

/// Puts the former handlers back and closes the pipe.
void tenths_signals_close(void);

/// The next signal that arrived, or 0.
int tenths_signals_next(void);

/// Waits until one of the three descriptors has something to read, a signal arrives, or the time is over; negative seconds wait for
/// ever. Finer than a millisecond, which a steady frame clock needs. 1, 0 when the time is over, or -1 when the first one is gone.
int tenths_wait(int input, int signals, int waker, double seconds);

/// A pipe whose ends never block: [0] to read from, [1] to write to. 0, or -1 where there is none.
int tenths_pipe(int ends[2]);
