#define _GNU_SOURCE
#include "CDatagrams.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <pthread.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

enum { batch = 64 };

static const uint8_t mapped_prefix[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF};

static int bind_any(int family, uint16_t port) {
  int descriptor = socket(family, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (descriptor < 0) return -errno;
  int result;
  if (family == AF_INET6) {
    int off = 0;
    setsockopt(descriptor, IPPROTO_IPV6, IPV6_V6ONLY, &off, sizeof off);
    struct sockaddr_in6 address = {.sin6_family = AF_INET6, .sin6_port = htons(port), .sin6_addr = in6addr_any};
    result = bind(descriptor, (struct sockaddr *)&address, sizeof address);
  } else {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port)};
    result = bind(descriptor, (struct sockaddr *)&address, sizeof address);
  }
  if (result == 0) return descriptor;
  int error = errno;
  close(descriptor);
  return -error;
}

int tenths_udp_open(uint16_t port, int receive_buffer) {
  int descriptor = bind_any(AF_INET6, port);
  /* A machine can have IPv6 switched off. */
  if (descriptor == -EAFNOSUPPORT || descriptor == -EADDRNOTAVAIL) descriptor = bind_any(AF_INET, port);
  if (descriptor < 0) return descriptor;
  int on = 1;
  /* All three only help: a smaller buffer or a missing count is no failure. */
  setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &receive_buffer, sizeof receive_buffer);
  setsockopt(descriptor, SOL_SOCKET, SO_RXQ_OVFL, &on, sizeof on);
  setsockopt(descriptor, SOL_SOCKET, SO_BROADCAST, &on, sizeof on);
  return descriptor;
}

int tenths_udp_port(int descriptor) {
  struct sockaddr_storage address;
  socklen_t size = sizeof address;
  if (getsockname(descriptor, (struct sockaddr *)&address, &size) != 0) return -errno;
  return ntohs(
      address.ss_family == AF_INET6 ? ((struct sockaddr_in6 *)&address)->sin6_port
                                    : ((struct sockaddr_in *)&address)->sin_port);
}

static void set_address(struct tenths_datagram *datagram, const struct sockaddr_storage *address) {
  if (address->ss_family == AF_INET6) {
    const struct sockaddr_in6 *source = (const struct sockaddr_in6 *)address;
    memcpy(datagram->address, &source->sin6_addr, 16);
    datagram->port = ntohs(source->sin6_port);
  } else {
    const struct sockaddr_in *source = (const struct sockaddr_in *)address;
    memcpy(datagram->address, mapped_prefix, 12);
    memcpy(datagram->address + 12, &source->sin_addr, 4);
    datagram->port = ntohs(source->sin_port);
  }
}

int tenths_udp_receive(
    int descriptor, uint8_t *slots, size_t slot_size, struct tenths_datagram *datagrams, unsigned count) {
  struct mmsghdr messages[batch];
  struct iovec vectors[batch];
  struct sockaddr_storage addresses[batch];
  union {
    struct cmsghdr header;
    char bytes[CMSG_SPACE(sizeof(uint32_t))];
  } controls[batch];
  if (count > batch) count = batch;
  memset(messages, 0, sizeof(struct mmsghdr) * count);
  for (unsigned i = 0; i < count; i++) {
    vectors[i] = (struct iovec){.iov_base = slots + i * slot_size, .iov_len = slot_size};
    messages[i].msg_hdr.msg_iov = &vectors[i];
    messages[i].msg_hdr.msg_iovlen = 1;
    messages[i].msg_hdr.msg_name = &addresses[i];
    messages[i].msg_hdr.msg_namelen = sizeof addresses[i];
    messages[i].msg_hdr.msg_control = &controls[i];
    messages[i].msg_hdr.msg_controllen = sizeof controls[i];
  }
  int received = recvmmsg(descriptor, messages, count, MSG_DONTWAIT, NULL);
  if (received < 0) return errno == EAGAIN || errno == EINTR ? 0 : -errno;
  for (int i = 0; i < received; i++) {
    struct tenths_datagram *datagram = &datagrams[i];
    datagram->size = messages[i].msg_len;
    datagram->is_truncated = (messages[i].msg_hdr.msg_flags & MSG_TRUNC) != 0;
    datagram->has_dropped = 0;
    datagram->dropped = 0;
    set_address(datagram, &addresses[i]);
    for (struct cmsghdr *part = CMSG_FIRSTHDR(&messages[i].msg_hdr); part != NULL;
         part = CMSG_NXTHDR(&messages[i].msg_hdr, part)) {
      if (part->cmsg_level != SOL_SOCKET || part->cmsg_type != SO_RXQ_OVFL) continue;
      memcpy(&datagram->dropped, CMSG_DATA(part), sizeof datagram->dropped);
      datagram->has_dropped = 1;
    }
  }
  return received;
}

int tenths_udp_resolve(const char *host, uint16_t port, struct tenths_target *target) {
  struct addrinfo hints = {.ai_family = AF_UNSPEC, .ai_socktype = SOCK_DGRAM};
  struct addrinfo *list = NULL;
  int error = getaddrinfo(host, NULL, &hints, &list);
  if (error != 0) return error;
  struct tenths_datagram found;
  set_address(&found, (const struct sockaddr_storage *)list->ai_addr);
  memcpy(target->address, found.address, 16);
  target->port = port;
  freeaddrinfo(list);
  return 0;
}

int tenths_udp_send(int descriptor, const struct tenths_target *target, const uint8_t *bytes, size_t count) {
  struct sockaddr_storage own;
  socklen_t size = sizeof own;
  if (getsockname(descriptor, (struct sockaddr *)&own, &size) != 0) return -errno;
  ssize_t sent;
  if (own.ss_family == AF_INET6) {
    struct sockaddr_in6 address = {.sin6_family = AF_INET6, .sin6_port = htons(target->port)};
    memcpy(&address.sin6_addr, target->address, 16);
    sent = sendto(descriptor, bytes, count, MSG_DONTWAIT, (struct sockaddr *)&address, sizeof address);
  } else {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(target->port)};
    memcpy(&address.sin_addr, target->address + 12, 4);
    sent = sendto(descriptor, bytes, count, MSG_DONTWAIT, (struct sockaddr *)&address, sizeof address);
  }
  return sent < 0 ? -errno : 0;
}

int tenths_event_open(void) {
  int descriptor = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  return descriptor < 0 ? -errno : descriptor;
}

void tenths_event_signal(int descriptor) {
  uint64_t one = 1;
  /* It can only fail where a signal is pending already, which is what is wanted. */
  if (write(descriptor, &one, sizeof one) < 0) return;
}

void tenths_event_clear(int descriptor) {
  uint64_t count;
  if (read(descriptor, &count, sizeof count) < 0) return;
}

void tenths_thread_name(const char *name) { pthread_setname_np(pthread_self(), name); }
