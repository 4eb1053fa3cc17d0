/**
 * The network protocol: what the slots of a netif transmit and receive ring hold.
 * Source: Xen xen/include/public/io/netif.h. Offsets are checked against tests/vectors/layouts.json.
 */
import { layout, list, s16, u8, u16, u32 } from '../core/layout.ts';

// ── flags, kinds, answers (netif.h) ─────────────────────────────────────────────────────────────────

export const NETTXF_csum_blank = 1;
export const NETTXF_data_validated = 2;
export const NETTXF_more_data = 4;
export const NETTXF_extra_info = 8;

/** On receive the first two flags change places. */
export const NETRXF_data_validated = 1;
export const NETRXF_csum_blank = 2;
export const NETRXF_more_data = 4;
export const NETRXF_extra_info = 8;
export const NETRXF_gso_prefix = 16;

export const XEN_NETIF_EXTRA_TYPE_NONE = 0;
export const XEN_NETIF_EXTRA_TYPE_GSO = 1;
export const XEN_NETIF_EXTRA_TYPE_MCAST_ADD = 2;
export const XEN_NETIF_EXTRA_TYPE_MCAST_DEL = 3;
export const XEN_NETIF_EXTRA_TYPE_HASH = 4;
export const XEN_NETIF_EXTRA_FLAG_MORE = 1;
export const XEN_NETIF_GSO_TYPE_NONE = 0;
export const XEN_NETIF_GSO_TYPE_TCPV4 = 1;
export const XEN_NETIF_GSO_TYPE_TCPV6 = 2;

export const NETIF_RSP_DROPPED = -2;
export const NETIF_RSP_ERROR = -1;
export const NETIF_RSP_OKAY = 0;
/** Answers a slot that carried an extra info and no packet. */
export const NETIF_RSP_NULL = 1;

/** Slots that a frontend may count on for one packet. */
export const XEN_NETIF_NR_SLOTS_MIN = 18;
export const XEN_NETIF_MAX_TX_SIZE = 65535;

// ── records ─────────────────────────────────────────────────────────────────────────────────────────

/** The first fragment's `size` is the whole packet's, a later one's its own. */
export const netif_tx_request = layout('netif_tx_request', {
  gref: u32,
  offset: u16,
  flags: u16,
  id: u16,
  size: u16,
});
export const netif_tx_response = layout('netif_tx_response', { id: u16, status: s16 });

export const netif_rx_request = layout('netif_rx_request', { id: u16, pad: u16, gref: u32 });
/** `status`: bytes of this slot, or a negative NETIF_RSP_. */
export const netif_rx_response = layout('netif_rx_response', {
  id: u16,
  offset: u16,
  flags: u16,
  status: s16,
});

/** Takes the place of a request or response in a slot; `u` depends on `type`. */
export const netif_extra_info = layout('netif_extra_info', {
  type: u8,
  flags: u8,
  u: list(u16, 3),
});
