#include "hub.h"

#include <arpa/inet.h>
#include <errno.h>
#include <microhttpd.h>
#include <netinet/in.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

struct hub_server {
  struct MHD_Daemon *daemon;
  struct hub_callbacks callbacks;
  uint16_t port;
  int listener;
};

struct hub_reader {
  void *context;
  int64_t (*read)(void *context, uint64_t position, char *bytes, size_t size);
  void (*release)(void *context);
};

static struct MHD_Connection *connection_of(struct hub_connection *connection) {
  return (struct MHD_Connection *)connection;
}

static void take_log(void *context, const char *format, va_list arguments) {
  struct hub_server *server = context;
  char line[512];
  vsnprintf(line, sizeof line, format, arguments);
  server->callbacks.log(server->callbacks.context, line);
}

static enum MHD_Result take_request(
    void *context, struct MHD_Connection *connection, const char *url, const char *method, const char *version,
    const char *upload, size_t *upload_size, void **request) {
  (void)version;
  struct hub_server *server = context;
  if (*request == NULL) {
    *request = server->callbacks.begin(
        server->callbacks.context, (struct hub_connection *)connection, method, url);
    return *request != NULL ? MHD_YES : MHD_NO;
  }
  if (*upload_size > 0) {
    server->callbacks.receive(*request, upload, *upload_size);
    *upload_size = 0;
    return MHD_YES;
  }
  server->callbacks.finish(*request);
  return MHD_YES;
}

static void take_end(
    void *context, struct MHD_Connection *connection, void **request, enum MHD_RequestTerminationCode code) {
  (void)connection;
  struct hub_server *server = context;
  if (*request == NULL) return;
  server->callbacks.end(*request, code == MHD_REQUEST_TERMINATED_COMPLETED_OK);
  *request = NULL;
}

// The address is bound here and not by the library, so that its error has a reason.
static int listen_at(const char *address, uint16_t port, uint16_t *bound, int *family) {
  struct sockaddr_storage place;
  socklen_t size;
  memset(&place, 0, sizeof place);
  struct sockaddr_in *four = (struct sockaddr_in *)&place;
  struct sockaddr_in6 *six = (struct sockaddr_in6 *)&place;
  if (inet_pton(AF_INET, address, &four->sin_addr) == 1) {
    four->sin_family = AF_INET;
    four->sin_port = htons(port);
    size = sizeof *four;
  } else if (inet_pton(AF_INET6, address, &six->sin6_addr) == 1) {
    six->sin6_family = AF_INET6;
    six->sin6_port = htons(port);
    size = sizeof *six;
  } else {
    errno = EINVAL;
    return -1;
  }
  *family = place.ss_family;
  int listener = socket(place.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (listener < 0) return -1;
  int on = 1;
  setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (bind(listener, (struct sockaddr *)&place, size) != 0 || listen(listener, 256) != 0 ||
      getsockname(listener, (struct sockaddr *)&place, &size) != 0) {
    int code = errno;
    close(listener);
    errno = code;
    return -1;
  }
  *bound = ntohs(place.ss_family == AF_INET ? four->sin_port : six->sin6_port);
  return listener;
}

struct hub_server *hub_start(
    const struct hub_options *options, const struct hub_callbacks *callbacks, char *problem, size_t problem_size) {
  struct hub_server *server = calloc(1, sizeof *server);
  if (server == NULL) return NULL;
  server->callbacks = *callbacks;
  int family = 0;
  server->listener = listen_at(options->address, options->port, &server->port, &family);
  if (server->listener < 0) {
    snprintf(problem, problem_size, "%s", strerror(errno));
    free(server);
    return NULL;
  }
  unsigned flags = MHD_USE_POLL_INTERNAL_THREAD | MHD_USE_THREAD_PER_CONNECTION | MHD_USE_ERROR_LOG | MHD_USE_ITC;
  if (family == AF_INET6) flags |= MHD_USE_IPv6;
  struct MHD_OptionItem tls[] = {
      {MHD_OPTION_HTTPS_MEM_CERT, 0, (void *)options->certificate},
      {MHD_OPTION_HTTPS_MEM_KEY, 0, (void *)options->key},
      {MHD_OPTION_HTTPS_PRIORITIES, 0, "NORMAL:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2"},
      {MHD_OPTION_END, 0, NULL},
  };
  struct MHD_OptionItem none[] = {{MHD_OPTION_END, 0, NULL}};
  int is_secure = options->certificate != NULL && options->key != NULL;
  if (is_secure) flags |= MHD_USE_TLS;
  server->daemon = MHD_start_daemon(
      flags, server->port, NULL, NULL, take_request, server, MHD_OPTION_EXTERNAL_LOGGER, take_log, server,
      MHD_OPTION_LISTEN_SOCKET, server->listener, MHD_OPTION_NOTIFY_COMPLETED, take_end, server,
      MHD_OPTION_CONNECTION_LIMIT, options->connections, MHD_OPTION_PER_IP_CONNECTION_LIMIT,
      options->connections_of_an_address, MHD_OPTION_CONNECTION_TIMEOUT, options->idle_timeout,
      MHD_OPTION_CONNECTION_MEMORY_LIMIT, options->head_memory, MHD_OPTION_THREAD_STACK_SIZE, (size_t)(1 << 20),
      MHD_OPTION_ARRAY, is_secure ? tls : none, MHD_OPTION_END);
  if (server->daemon == NULL) {
    snprintf(problem, problem_size, "the server cannot start%s", is_secure ? ": certificate or key are not usable" : "");
    close(server->listener);
    free(server);
    return NULL;
  }
  return server;
}

uint16_t hub_port(const struct hub_server *server) { return server->port; }

void hub_quiesce(struct hub_server *server) {
  MHD_socket listener = MHD_quiesce_daemon(server->daemon);
  if (listener != MHD_INVALID_SOCKET) close(listener);
}

unsigned hub_connection_count(struct hub_server *server) {
  const union MHD_DaemonInfo *info = MHD_get_daemon_info(server->daemon, MHD_DAEMON_INFO_CURRENT_CONNECTIONS);
  return info != NULL ? info->num_connections : 0;
}

void hub_stop(struct hub_server *server) {
  MHD_stop_daemon(server->daemon);
  free(server);
}

const char *hub_header(struct hub_connection *connection, const char *name) {
  return MHD_lookup_connection_value(connection_of(connection), MHD_HEADER_KIND, name);
}

const char *hub_query(struct hub_connection *connection, const char *name) {
  return MHD_lookup_connection_value(connection_of(connection), MHD_GET_ARGUMENT_KIND, name);
}

void hub_peer(struct hub_connection *connection, char *text, size_t size) {
  text[0] = 0;
  const union MHD_ConnectionInfo *info =
      MHD_get_connection_info(connection_of(connection), MHD_CONNECTION_INFO_CLIENT_ADDRESS);
  if (info == NULL || info->client_addr == NULL) return;
  const struct sockaddr *peer = info->client_addr;
  const void *number = peer->sa_family == AF_INET6 ? (const void *)&((const struct sockaddr_in6 *)peer)->sin6_addr
                                                   : (const void *)&((const struct sockaddr_in *)peer)->sin_addr;
  if (inet_ntop(peer->sa_family, number, text, (socklen_t)size) == NULL) text[0] = 0;
}

static int queue(
    struct hub_connection *connection, unsigned status, const struct hub_header *headers, size_t header_count,
    struct MHD_Response *response) {
  if (response == NULL) return 0;
  for (size_t index = 0; index < header_count; index++)
    MHD_add_response_header(response, headers[index].name, headers[index].value);
  enum MHD_Result result = MHD_queue_response(connection_of(connection), status, response);
  MHD_destroy_response(response);
  return result == MHD_YES;
}

int hub_answer_bytes(
    struct hub_connection *connection, unsigned status, const struct hub_header *headers, size_t header_count,
    const void *bytes, size_t size) {
  return queue(
      connection, status, headers, header_count,
      MHD_create_response_from_buffer(size, (void *)bytes, MHD_RESPMEM_MUST_COPY));
}

int hub_answer_file(
    struct hub_connection *connection, unsigned status, const struct hub_header *headers, size_t header_count,
    int descriptor, uint64_t offset, uint64_t size) {
  struct MHD_Response *response = MHD_create_response_from_fd_at_offset64(size, descriptor, offset);
  if (response == NULL) {
    close(descriptor);
    return 0;
  }
  return queue(connection, status, headers, header_count, response);
}

static ssize_t read_piece(void *context, uint64_t position, char *bytes, size_t size) {
  struct hub_reader *reader = context;
  int64_t count = reader->read(reader->context, position, bytes, size);
  return count < 0 ? MHD_CONTENT_READER_END_WITH_ERROR : (ssize_t)count;
}

static void release_reader(void *context) {
  struct hub_reader *reader = context;
  reader->release(reader->context);
  free(reader);
}

int hub_answer_pieces(
    struct hub_connection *connection, unsigned status, const struct hub_header *headers, size_t header_count,
    uint64_t size, void *context, int64_t (*read)(void *context, uint64_t position, char *bytes, size_t size),
    void (*release)(void *context)) {
  struct hub_reader *reader = malloc(sizeof *reader);
  if (reader == NULL) {
    release(context);
    return 0;
  }
  *reader = (struct hub_reader){context, read, release};
  struct MHD_Response *response = MHD_create_response_from_callback(size, 256 << 10, read_piece, reader, release_reader);
  if (response == NULL) {
    release_reader(reader);
    return 0;
  }
  return queue(connection, status, headers, header_count, response);
}

static ssize_t read_nothing(void *context, uint64_t position, char *bytes, size_t size) {
  (void)context;
  (void)position;
  (void)bytes;
  (void)size;
  return MHD_CONTENT_READER_END_WITH_ERROR;
}

int hub_answer_head(
    struct hub_connection *connection, unsigned status, const struct hub_header *headers, size_t header_count,
    uint64_t size) {
  return queue(
      connection, status, headers, header_count,
      MHD_create_response_from_callback(size, 1024, read_nothing, NULL, NULL));
}
