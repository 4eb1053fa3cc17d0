/** Xen under everything: a guest and the domain that serves it stand side by side, each with its own kernel. */
import type { PlatformWorlds } from './worlds.ts';

export const xen: PlatformWorlds = {
  worlds: [
    { id: 'guest-user', level: 'user', column: 'guest', tone: 'guest', name: 'guest user' },
    { id: 'guest-kernel', level: 'kernel', column: 'guest', tone: 'guest', name: 'guest kernel' },
    { id: 'device-model', level: 'user', column: 'host', tone: 'device-model', name: 'device model' },
    { id: 'backend', level: 'kernel', column: 'host', tone: 'host', name: 'driver domain' },
    { id: 'hypervisor', level: 'hypervisor', column: 'both', tone: 'hypervisor', name: 'Xen' },
    { id: 'hardware', level: 'hardware', column: 'both', tone: 'hardware', name: 'hardware' },
  ],
  columns: {
    guest: { name: 'Guest', tone: 'guest' },
    host: { name: 'Driver domain', tone: 'host' },
  },
  domains: [
    { id: 0, role: 'backend', kernel: 'backend' },
    { id: 1, role: 'guest', kernel: 'guest-kernel' },
  ],
};
