#pragma once
#include <stdint.h>

/// The number by which the system knows the kind of file system that a file or folder lies on; 0 where it does not say.
uint32_t tenths_file_system_kind(const char *path);

/// Sizes of a sealed database: of a page, of what SQLite leaves free at its end, of the nonce and tag that stand there, of the
/// header before the first page.
enum {
  tenths_page_size = 4096,
  tenths_page_reserve = 48,
  tenths_trailer_size = 40,
  tenths_header_size = 4096,
};

/// Seals or opens bytes in place; the trailer takes nonce and tag, or holds them. `place` is what the bytes are sealed to.
/// Opening gives 0 where a bit of bytes, trailer or place is not as it was.
typedef int (*tenths_seal)(void *key, uint64_t place, void *bytes, int count, void *trailer);
typedef int (*tenths_open)(void *key, uint64_t place, void *bytes, int count, const void *trailer);

/// Makes files of a key known to SQLite under a name: pages and logs are sealed, everything else stays in memory.
/// `key` is used as long as the process lives. `header` goes before the first page of new files.
/// Gives SQLite's result code.
int tenths_register_sealed_files(
    const char *name, void *key, tenths_seal seal, tenths_open open, const unsigned char *header);

/// Has new databases leave the room that nonce and tag need, or none. Gives SQLite's result code.
int tenths_reserve(void *connection, int count);
