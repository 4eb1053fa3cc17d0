/** What this lesson alone rests on. Sources that other pages use too are in content/sources.ts. */
import { linux, type Sources, xen } from '../../source.ts';

export const sources = {
  'linux-virtio-event': linux('include/uapi/linux/virtio_ring.h', 'vring_need_event'),
  'linux-virtio-ring': linux(
    'drivers/virtio/virtio_ring.c',
    'virtqueue_kick_prepare_split, virtqueue_enable_cb_prepare_split, virtqueue_poll_split',
  ),
  'linux-vhost': linux('drivers/vhost/vhost.c', 'vhost_enable_notify'),
  'linux-virtio-barrier': {
    project: 'Linux history',
    title: 'commit a72caae21803',
    where: 'virtio: correct the memory barrier in virtqueue_kick_prepare()',
    revision: '2012-01-20',
    url: 'https://git.kernel.org/pub/scm/linux/kernel/git/torvalds/linux.git/commit/?id=a72caae21803b74e04e2afda5e035f149d4ea118',
  },
  'cloud-hypervisor-2179': {
    project: 'Cloud Hypervisor',
    title: 'pull request 2179',
    where: 'the barrier between the note and the second look; a network device hung under load',
    revision: '2021-01-20',
    url: 'https://github.com/cloud-hypervisor/cloud-hypervisor/pull/2179',
  },
  'firecracker-5958': {
    project: 'Firecracker',
    title: 'pull request 5958',
    where: 'after a restore the count was past the note, and the guest never kicked again',
    revision: '2026-06-16',
    url: 'https://github.com/firecracker-microvm/firecracker/pull/5958',
  },
  'xen-debug-key-e': xen(
    'xen/common/event_channel.c',
    'dump_evtchn_info, domain_dump_evtchn_info (debug key e: pending, masked)',
  ),
} as const satisfies Sources;
