// Files of SQLite whose content is sealed page by page.
//
// A database is a header of 4096 bytes, then its pages; nonce and tag stand in the bytes that SQLite leaves free at the end of
// each. A write-ahead log is its own header of 32 bytes, which tells nothing, then its frames, each sealed whole with its nonce and
// tag behind it: its header holds a sum of the page and is not to be read either. Whatever else SQLite opens stays in memory.
#include "database_files.h"

#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

enum {
  log_header_size = 32,
  frame_header_size = 24,
  frame_size = frame_header_size + tenths_page_size,
  slot_size = frame_size + tenths_trailer_size,
  page_content = tenths_page_size - tenths_page_reserve,
};

// Pages and frames of one number are not to be exchanged.
static const uint64_t log_place = (uint64_t)1 << 63;

struct keys {
  void *key;
  tenths_seal seal;
  tenths_open open;
  sqlite3_vfs *real;
  sqlite3_vfs files;
  unsigned char header[tenths_header_size];
};

enum kind { kind_database, kind_log, kind_memory };

struct sealed {
  sqlite3_file base;
  struct keys *keys;
  enum kind kind;
  unsigned char *buffer;
  // Header of a frame whose page is still to come; -1 for none.
  sqlite3_int64 pending;
  unsigned char pending_header[frame_header_size];
  // A file in memory.
  sqlite3_int64 size;
  sqlite3_int64 capacity;
};

static sqlite3_file *real_file(struct sealed *file) { return (sqlite3_file *)(file + 1); }

static int is_zero(const unsigned char *bytes, int count) {
  for (int i = 0; i < count; i++)
    if (bytes[i]) return 0;
  return 1;
}

// MARK: Pages of a database

static sqlite3_int64 page_place(sqlite3_int64 page) { return tenths_header_size + page * tenths_page_size; }

// Reads a page into the buffer.
static int load_page(struct sealed *file, sqlite3_int64 page) {
  unsigned char *bytes = file->buffer;
  int code = real_file(file)->pMethods->xRead(real_file(file), bytes, tenths_page_size, page_place(page));
  if (code != SQLITE_OK) return code;
  unsigned char *trailer = bytes + page_content;
  // A page that was never written: SQLite leaves out free ones.
  if (is_zero(trailer, tenths_trailer_size) && is_zero(bytes, page_content)) return SQLITE_OK;
  if (!file->keys->open(file->keys->key, (uint64_t)page, bytes, page_content, trailer)) return SQLITE_CORRUPT;
  memset(trailer, 0, tenths_page_reserve);
  return SQLITE_OK;
}

static int read_database(struct sealed *file, unsigned char *out, int count, sqlite3_int64 offset) {
  while (count > 0) {
    int within = (int)(offset % tenths_page_size);
    int part = tenths_page_size - within < count ? tenths_page_size - within : count;
    int code = load_page(file, offset / tenths_page_size);
    if (code != SQLITE_OK) {
      memset(out, 0, (size_t)count);
      return code;
    }
    memcpy(out, file->buffer + within, (size_t)part);
    out += part;
    offset += part;
    count -= part;
  }
  return SQLITE_OK;
}

static int write_database(struct sealed *file, const unsigned char *bytes, int count, sqlite3_int64 offset) {
  sqlite3_file *real = real_file(file);
  if (count != tenths_page_size || offset % tenths_page_size != 0) return SQLITE_IOERR_WRITE;
  sqlite3_int64 size = 0;
  int code = real->pMethods->xFileSize(real, &size);
  if (code == SQLITE_OK && size < tenths_header_size)
    code = real->pMethods->xWrite(real, file->keys->header, tenths_header_size, 0);
  if (code != SQLITE_OK) return code;
  sqlite3_int64 page = offset / tenths_page_size;
  memcpy(file->buffer, bytes, page_content);
  memset(file->buffer + page_content, 0, tenths_page_reserve);
  if (!file->keys->seal(file->keys->key, (uint64_t)page, file->buffer, page_content, file->buffer + page_content))
    return SQLITE_IOERR_WRITE;
  return real->pMethods->xWrite(real, file->buffer, tenths_page_size, page_place(page));
}

// MARK: Frames of a log

static sqlite3_int64 slot_place(sqlite3_int64 frame) { return log_header_size + frame * slot_size; }

// Reads a frame into the buffer; SQLITE_CORRUPT for one that is not as it was written.
static int load_frame(struct sealed *file, sqlite3_int64 frame) {
  int code = real_file(file)->pMethods->xRead(real_file(file), file->buffer, slot_size, slot_place(frame));
  if (code != SQLITE_OK) return code;
  int is_open = file->keys->open(
      file->keys->key, log_place | (uint64_t)frame, file->buffer, frame_size, file->buffer + frame_size);
  return is_open ? SQLITE_OK : SQLITE_CORRUPT;
}

// Seals the frame in the buffer and writes it.
static int store_frame(struct sealed *file, sqlite3_int64 frame) {
  int is_sealed = file->keys->seal(
      file->keys->key, log_place | (uint64_t)frame, file->buffer, frame_size, file->buffer + frame_size);
  if (!is_sealed) return SQLITE_IOERR_WRITE;
  return real_file(file)->pMethods->xWrite(real_file(file), file->buffer, slot_size, slot_place(frame));
}

// A header that was written alone belongs to the page that is there.
static int flush_pending(struct sealed *file) {
  if (file->pending < 0) return SQLITE_OK;
  sqlite3_int64 frame = file->pending;
  file->pending = -1;
  if (load_frame(file, frame) != SQLITE_OK) memset(file->buffer, 0, slot_size);
  memcpy(file->buffer, file->pending_header, frame_header_size);
  return store_frame(file, frame);
}

static int read_log(struct sealed *file, unsigned char *out, int count, sqlite3_int64 offset) {
  sqlite3_file *real = real_file(file);
  int code = flush_pending(file);
  if (code != SQLITE_OK) return code;
  if (offset < log_header_size) {
    int part = log_header_size - offset < count ? (int)(log_header_size - offset) : count;
    code = real->pMethods->xRead(real, out, part, offset);
    if (code != SQLITE_OK) {
      memset(out + part, 0, (size_t)(count - part));
      return code;
    }
    out += part;
    offset += part;
    count -= part;
  }
  while (count > 0) {
    sqlite3_int64 frame = (offset - log_header_size) / frame_size;
    int within = (int)((offset - log_header_size) % frame_size);
    int part = frame_size - within < count ? frame_size - within : count;
    code = load_frame(file, frame);
    // Who reads a frame from its start looks for the end of the log and takes a torn one for it.
    if (code == SQLITE_CORRUPT && within == 0) {
      memset(file->buffer, 0, frame_size);
      code = SQLITE_OK;
    }
    if (code != SQLITE_OK) {
      memset(out, 0, (size_t)count);
      return code;
    }
    memcpy(out, file->buffer + within, (size_t)part);
    out += part;
    offset += part;
    count -= part;
  }
  return SQLITE_OK;
}

static int write_log(struct sealed *file, const unsigned char *bytes, int count, sqlite3_int64 offset) {
  sqlite3_file *real = real_file(file);
  if (offset < log_header_size) {
    int code = flush_pending(file);
    if (code != SQLITE_OK || offset + count > log_header_size) return code ? code : SQLITE_IOERR_WRITE;
    return real->pMethods->xWrite(real, bytes, count, offset);
  }
  sqlite3_int64 frame = (offset - log_header_size) / frame_size;
  int within = (int)((offset - log_header_size) % frame_size);
  if (within == 0 && count == frame_header_size) {
    int code = flush_pending(file);
    file->pending = frame;
    memcpy(file->pending_header, bytes, frame_header_size);
    return code;
  }
  if (within == frame_header_size && count == tenths_page_size) {
    if (file->pending == frame) {
      file->pending = -1;
      memcpy(file->buffer, file->pending_header, frame_header_size);
    } else {
      int code = flush_pending(file);
      if (code == SQLITE_OK) code = load_frame(file, frame);
      if (code != SQLITE_OK) return code == SQLITE_CORRUPT ? code : SQLITE_IOERR_WRITE;
    }
    memcpy(file->buffer + frame_header_size, bytes, tenths_page_size);
    return store_frame(file, frame);
  }
  if (within == 0 && count == frame_size) {
    int code = flush_pending(file);
    if (code != SQLITE_OK) return code;
    memcpy(file->buffer, bytes, frame_size);
    return store_frame(file, frame);
  }
  return SQLITE_IOERR_WRITE;
}

// MARK: Files in memory

static int read_memory(struct sealed *file, unsigned char *out, int count, sqlite3_int64 offset) {
  sqlite3_int64 there = file->size - offset;
  int part = there < 0 ? 0 : there < count ? (int)there : count;
  if (part > 0) memcpy(out, file->buffer + offset, (size_t)part);
  memset(out + part, 0, (size_t)(count - part));
  return part == count ? SQLITE_OK : SQLITE_IOERR_SHORT_READ;
}

static int write_memory(struct sealed *file, const unsigned char *bytes, int count, sqlite3_int64 offset) {
  sqlite3_int64 end = offset + count;
  if (end > file->capacity) {
    sqlite3_int64 capacity = end * 2;
    unsigned char *larger = sqlite3_realloc64(file->buffer, (sqlite3_uint64)capacity);
    if (!larger) return SQLITE_IOERR_NOMEM;
    memset(larger + file->capacity, 0, (size_t)(capacity - file->capacity));
    file->buffer = larger;
    file->capacity = capacity;
  }
  memcpy(file->buffer + offset, bytes, (size_t)count);
  if (end > file->size) file->size = end;
  return SQLITE_OK;
}

// MARK: What SQLite calls

static int sealed_close(sqlite3_file *base) {
  struct sealed *file = (struct sealed *)base;
  int code = SQLITE_OK;
  if (file->kind == kind_log) code = flush_pending(file);
  if (file->kind != kind_memory) {
    int closed = real_file(file)->pMethods->xClose(real_file(file));
    if (code == SQLITE_OK) code = closed;
  }
  sqlite3_free(file->buffer);
  file->buffer = NULL;
  return code;
}

static int sealed_read(sqlite3_file *base, void *out, int count, sqlite3_int64 offset) {
  struct sealed *file = (struct sealed *)base;
  switch (file->kind) {
    case kind_database: return read_database(file, out, count, offset);
    case kind_log: return read_log(file, out, count, offset);
    default: return read_memory(file, out, count, offset);
  }
}

static int sealed_write(sqlite3_file *base, const void *bytes, int count, sqlite3_int64 offset) {
  struct sealed *file = (struct sealed *)base;
  switch (file->kind) {
    case kind_database: return write_database(file, bytes, count, offset);
    case kind_log: return write_log(file, bytes, count, offset);
    default: return write_memory(file, bytes, count, offset);
  }
}

static int sealed_truncate(sqlite3_file *base, sqlite3_int64 size) {
  struct sealed *file = (struct sealed *)base;
  sqlite3_file *real = real_file(file);
  switch (file->kind) {
    case kind_database: return real->pMethods->xTruncate(real, size ? size + tenths_header_size : 0);
    case kind_log: {
      int code = flush_pending(file);
      if (code != SQLITE_OK) return code;
      if (size > log_header_size) size = slot_place((size - log_header_size) / frame_size);
      return real->pMethods->xTruncate(real, size);
    }
    default:
      if (size < file->size) {
        memset(file->buffer + size, 0, (size_t)(file->size - size));
        file->size = size;
      }
      return SQLITE_OK;
  }
}

static int sealed_sync(sqlite3_file *base, int flags) {
  struct sealed *file = (struct sealed *)base;
  if (file->kind == kind_memory) return SQLITE_OK;
  int code = file->kind == kind_log ? flush_pending(file) : SQLITE_OK;
  return code != SQLITE_OK ? code : real_file(file)->pMethods->xSync(real_file(file), flags);
}

static int sealed_size(sqlite3_file *base, sqlite3_int64 *size) {
  struct sealed *file = (struct sealed *)base;
  if (file->kind == kind_memory) {
    *size = file->size;
    return SQLITE_OK;
  }
  int code = file->kind == kind_log ? flush_pending(file) : SQLITE_OK;
  if (code == SQLITE_OK) code = real_file(file)->pMethods->xFileSize(real_file(file), size);
  if (code != SQLITE_OK) return code;
  if (file->kind == kind_database) {
    *size = *size > tenths_header_size ? *size - tenths_header_size : 0;
  } else if (*size > log_header_size) {
    *size = log_header_size + (*size - log_header_size) / slot_size * frame_size;
  }
  return SQLITE_OK;
}

static int sealed_lock(sqlite3_file *base, int level) {
  struct sealed *file = (struct sealed *)base;
  return file->kind == kind_memory ? SQLITE_OK : real_file(file)->pMethods->xLock(real_file(file), level);
}

static int sealed_unlock(sqlite3_file *base, int level) {
  struct sealed *file = (struct sealed *)base;
  return file->kind == kind_memory ? SQLITE_OK : real_file(file)->pMethods->xUnlock(real_file(file), level);
}

static int sealed_check_lock(sqlite3_file *base, int *is_reserved) {
  struct sealed *file = (struct sealed *)base;
  *is_reserved = 0;
  if (file->kind == kind_memory) return SQLITE_OK;
  return real_file(file)->pMethods->xCheckReservedLock(real_file(file), is_reserved);
}

static int sealed_control(sqlite3_file *base, int operation, void *argument) {
  struct sealed *file = (struct sealed *)base;
  // The pages that these speak of lie one header further on.
  if (file->kind == kind_memory || operation == SQLITE_FCNTL_SIZE_HINT || operation == SQLITE_FCNTL_MMAP_SIZE)
    return SQLITE_NOTFOUND;
  return real_file(file)->pMethods->xFileControl(real_file(file), operation, argument);
}

static int sealed_sector(sqlite3_file *base) {
  struct sealed *file = (struct sealed *)base;
  return file->kind == kind_memory ? 512 : real_file(file)->pMethods->xSectorSize(real_file(file));
}

static int sealed_traits(sqlite3_file *base) {
  struct sealed *file = (struct sealed *)base;
  if (file->kind == kind_memory) return SQLITE_IOCAP_POWERSAFE_OVERWRITE;
  // Only this one is as true of what is sealed: a log whose frames are written whole.
  return real_file(file)->pMethods->xDeviceCharacteristics(real_file(file)) & SQLITE_IOCAP_POWERSAFE_OVERWRITE;
}

static int sealed_map(sqlite3_file *base, int page, int size, int extend, void volatile **memory) {
  struct sealed *file = (struct sealed *)base;
  if (file->kind != kind_database) return SQLITE_IOERR_SHMMAP;
  return real_file(file)->pMethods->xShmMap(real_file(file), page, size, extend, memory);
}

static int sealed_map_lock(sqlite3_file *base, int offset, int count, int flags) {
  struct sealed *file = (struct sealed *)base;
  return real_file(file)->pMethods->xShmLock(real_file(file), offset, count, flags);
}

static void sealed_map_barrier(sqlite3_file *base) {
  struct sealed *file = (struct sealed *)base;
  real_file(file)->pMethods->xShmBarrier(real_file(file));
}

static int sealed_unmap(sqlite3_file *base, int remove) {
  struct sealed *file = (struct sealed *)base;
  return file->kind == kind_database ? real_file(file)->pMethods->xShmUnmap(real_file(file), remove) : SQLITE_OK;
}

static const sqlite3_io_methods methods = {
    .iVersion = 2,
    .xClose = sealed_close,
    .xRead = sealed_read,
    .xWrite = sealed_write,
    .xTruncate = sealed_truncate,
    .xSync = sealed_sync,
    .xFileSize = sealed_size,
    .xLock = sealed_lock,
    .xUnlock = sealed_unlock,
    .xCheckReservedLock = sealed_check_lock,
    .xFileControl = sealed_control,
    .xSectorSize = sealed_sector,
    .xDeviceCharacteristics = sealed_traits,
    .xShmMap = sealed_map,
    .xShmLock = sealed_map_lock,
    .xShmBarrier = sealed_map_barrier,
    .xShmUnmap = sealed_unmap,
};

static int sealed_open(sqlite3_vfs *files, const char *name, sqlite3_file *base, int flags, int *opened_flags) {
  struct sealed *file = (struct sealed *)base;
  memset(file, 0, sizeof *file);
  file->keys = files->pAppData;
  file->pending = -1;
  file->kind = !name                        ? kind_memory
               : flags & SQLITE_OPEN_MAIN_DB ? kind_database
               : flags & SQLITE_OPEN_WAL     ? kind_log
                                             : kind_memory;
  if (file->kind == kind_memory) {
    if (opened_flags) *opened_flags = flags;
    base->pMethods = &methods;
    return SQLITE_OK;
  }
  file->buffer = sqlite3_malloc(slot_size);
  if (!file->buffer) return SQLITE_NOMEM;
  int code = file->keys->real->xOpen(file->keys->real, name, real_file(file), flags, opened_flags);
  if (code != SQLITE_OK) {
    sqlite3_free(file->buffer);
    file->buffer = NULL;
    return code;
  }
  base->pMethods = &methods;
  return SQLITE_OK;
}

static int sealed_delete(sqlite3_vfs *files, const char *name, int sync) {
  struct keys *keys = files->pAppData;
  int code = keys->real->xDelete(keys->real, name, sync);
  // What stays in memory was never there.
  return code == SQLITE_IOERR_DELETE_NOENT ? SQLITE_OK : code;
}

int tenths_register_sealed_files(
    const char *name, void *key, tenths_seal seal, tenths_open open, const unsigned char *header) {
  sqlite3_vfs *real = sqlite3_vfs_find(NULL);
  struct keys *keys = calloc(1, sizeof *keys);
  char *kept = strdup(name);
  if (!real || !keys || !kept) {
    free(keys);
    free(kept);
    return SQLITE_NOMEM;
  }
  keys->key = key;
  keys->seal = seal;
  keys->open = open;
  keys->real = real;
  memcpy(keys->header, header, tenths_header_size);
  keys->files = *real;
  keys->files.pNext = NULL;
  keys->files.zName = kept;
  keys->files.pAppData = keys;
  keys->files.szOsFile = (int)sizeof(struct sealed) + real->szOsFile;
  keys->files.xOpen = sealed_open;
  keys->files.xDelete = sealed_delete;
  return sqlite3_vfs_register(&keys->files, 0);
}

int tenths_reserve(void *connection, int count) {
  int wanted = count;
  return sqlite3_file_control(connection, "main", SQLITE_FCNTL_RESERVE_BYTES, &wanted);
}
