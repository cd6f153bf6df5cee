#pragma once
#include <stdint.h>

/// The number by which the system knows the kind of file system that a file or folder lies on; 0 where it does not say.
uint32_t tenths_file_system_kind(const char *path);
