#pragma once
#include <stddef.h>
#include <stdint.h>

/// A server that listens. libmicrohttpd behind functions that Swift can call: its own are variadic and its enumerations closed.
struct hub_server;
/// A request that is being answered; valid until its `end`.
struct hub_connection;

/// What the server calls, on a thread of the connection. `begin` comes first; `receive` with each piece of the body; `finish` when the
/// body is whole; `end` last, whatever became of the request. A request that is answered in `begin` gets no body.
struct hub_callbacks {
  void *context;
  void *(*begin)(void *context, struct hub_connection *connection, const char *method, const char *path);
  void (*receive)(void *request, const char *bytes, size_t size);
  void (*finish)(void *request);
  void (*end)(void *request, int is_complete);
  void (*log)(void *context, const char *line);
};

struct hub_options {
  /// Host to listen at, a number; and the port, 0 for any free one.
  const char *address;
  uint16_t port;
  /// PEM texts; null for no encryption.
  const char *certificate;
  const char *key;
  unsigned connections;
  unsigned connections_of_an_address;
  /// Seconds until a connection that does nothing is closed.
  unsigned idle_timeout;
  /// Bytes of memory for the head of a request.
  size_t head_memory;
};

/// Starts a server. Returns null where it cannot, with the reason in `problem`.
struct hub_server *hub_start(
    const struct hub_options *options, const struct hub_callbacks *callbacks, char *problem, size_t problem_size);

uint16_t hub_port(const struct hub_server *server);

/// Takes no more connections and goes on with those that are there.
void hub_quiesce(struct hub_server *server);

unsigned hub_connection_count(struct hub_server *server);

/// Closes everything and waits for the threads.
void hub_stop(struct hub_server *server);

/// A header of the request, or null.
const char *hub_header(struct hub_connection *connection, const char *name);

/// A value of the query, decoded, or null.
const char *hub_query(struct hub_connection *connection, const char *name);

/// The client's address as a number, in `text`.
void hub_peer(struct hub_connection *connection, char *text, size_t size);

struct hub_header {
  const char *name;
  const char *value;
};

/// Answers with bytes, which are copied. Returns 0 where it could not.
int hub_answer_bytes(
    struct hub_connection *connection, unsigned status, const struct hub_header *headers, size_t header_count,
    const void *bytes, size_t size);

/// Answers with a part of a file, which is closed then.
int hub_answer_file(
    struct hub_connection *connection, unsigned status, const struct hub_header *headers, size_t header_count,
    int descriptor, uint64_t offset, uint64_t size);

/// Answers with what `read` gives: the count of bytes, or -1 to break off. `release` is called with the context at the end.
int hub_answer_pieces(
    struct hub_connection *connection, unsigned status, const struct hub_header *headers, size_t header_count,
    uint64_t size, void *context, int64_t (*read)(void *context, uint64_t position, char *bytes, size_t size),
    void (*release)(void *context));

/// Answers a HEAD: headers and a size, no body.
int hub_answer_head(
    struct hub_connection *connection, unsigned status, const struct hub_header *headers, size_t header_count,
    uint64_t size);
