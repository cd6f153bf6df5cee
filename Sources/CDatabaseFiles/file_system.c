#include "database_files.h"

#include <sys/vfs.h>

uint32_t tenths_file_system_kind(const char *path) {
  struct statfs answer;
  return statfs(path, &answer) == 0 ? (uint32_t)answer.f_type : 0;
}
