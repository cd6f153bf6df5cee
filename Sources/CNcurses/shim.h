#pragma once
#define _XOPEN_SOURCE_EXTENDED 1
#define NCURSES_WIDECHAR 1
#include <ncurses.h>
#include <term.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <unistd.h>

// What Swift does not see of ncurses: macros and mutable globals.
static inline WINDOW *tenths_standard_window(void) { return stdscr; }
static inline int tenths_color_count(void) { return COLORS; }
static const attr_t tenths_bold = WA_BOLD;
static const attr_t tenths_dim = WA_DIM;
static const attr_t tenths_reverse = WA_REVERSE;
static const mmask_t tenths_mouse_press = BUTTON1_PRESSED;
static const mmask_t tenths_mouse_release = BUTTON1_RELEASED;
static const mmask_t tenths_mouse_wheel_up = BUTTON4_PRESSED;
static const mmask_t tenths_mouse_wheel_down = BUTTON5_PRESSED;
static const int tenths_key_f0 = KEY_F0;

/// Puts one character with its attributes and colour pair at a place.
static inline void tenths_put(WINDOW *window, int y, int x, uint32_t scalar, attr_t attributes, int pair) {
  cchar_t cell;
  wchar_t text[2] = {(wchar_t)scalar, 0};
  if (setcchar(&cell, text, attributes, (short)(pair > 255 ? 255 : pair), &pair) != ERR) mvwadd_wchnstr(window, y, x, &cell, 1);
}

/// Size of the terminal behind a descriptor; 0 where it does not say.
static inline void tenths_terminal_size(int descriptor, int *wide, int *tall) {
  struct winsize size = {0};
  if (ioctl(descriptor, TIOCGWINSZ, &size) != 0) { size.ws_col = 0; size.ws_row = 0; }
  *wide = size.ws_col;
  *tall = size.ws_row;
}
