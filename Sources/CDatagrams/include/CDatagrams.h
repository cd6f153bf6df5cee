#pragma once
#include <stddef.h>
#include <stdint.h>

/// Where a datagram came from and how much of it there is.
struct tenths_datagram {
  /// Bytes received.
  uint32_t size;
  /// Not 0 where the datagram was longer than its slot.
  uint32_t is_truncated;
  /// The sender's address as an IPv6 one, IPv4 mapped into it; network order.
  uint8_t address[16];
  uint16_t port;
  /// Datagrams that the system had to drop so far on this socket, where it said so with this one.
  uint32_t dropped;
  uint32_t has_dropped;
};

/// An address to send to, resolved.
struct tenths_target {
  uint8_t address[16];
  uint16_t port;
};

/// Opens a UDP socket on every address of this machine, IPv6 and IPv4, that never blocks.
/// Returns the descriptor, or the negative error number. Port 0 takes any free one.
int tenths_udp_open(uint16_t port, int receive_buffer);

/// The port that a socket is bound to, or the negative error number.
int tenths_udp_port(int descriptor);

/// Receives what is there, up to `count` (at most 64) datagrams, into slots laid end to end.
/// Returns how many, 0 where none is there, or the negative error number.
int tenths_udp_receive(
    int descriptor, uint8_t *slots, size_t slot_size, struct tenths_datagram *datagrams, unsigned count);

/// Looks an address up by name or number. Returns 0, or the error of the resolver.
int tenths_udp_resolve(const char *host, uint16_t port, struct tenths_target *target);

/// Sends one datagram. Returns 0 or the negative error number.
int tenths_udp_send(int descriptor, const struct tenths_target *target, const uint8_t *bytes, size_t count);

/// A descriptor by which another thread wakes `poll`; the negative error number where there is none.
int tenths_event_open(void);
void tenths_event_signal(int descriptor);
void tenths_event_clear(int descriptor);

/// Names the calling thread, for the system's tools.
void tenths_thread_name(const char *name);
