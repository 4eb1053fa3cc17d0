/** Numbers that must not be mixed up: a grant reference is not a frame, a gfn is not an mfn. */
declare const brand: unique symbol;
type Brand<T, B extends string> = T & { readonly [brand]: B };

/** Guest frame number: GPA >> 12. */
export type Gfn = Brand<number, 'Gfn'>;
/** Machine frame number: HPA >> 12. */
export type Mfn = Brand<number, 'Mfn'>;
/** Byte address in machine memory. */
export type Maddr = Brand<number, 'Maddr'>;
/** Index into a domain's grant table. */
export type GrantRef = Brand<number, 'GrantRef'>;
/** Event-channel port, local to one domain. */
export type Port = Brand<number, 'Port'>;
export type DomId = Brand<number, 'DomId'>;

export const gfn = (n: number): Gfn => n as Gfn;
export const mfn = (n: number): Mfn => n as Mfn;
export const maddr = (n: number): Maddr => n as Maddr;
export const grantRef = (n: number): GrantRef => n as GrantRef;
export const port = (n: number): Port => n as Port;
export const domId = (n: number): DomId => n as DomId;

export const PAGE_SHIFT = 12;
export const PAGE_SIZE = 4096;
/** First byte of a machine frame. */
export const frameBase = (frame: Mfn): Maddr => (frame * PAGE_SIZE) as Maddr;
/** `base + offset`, still an address. */
export const offsetBy = (base: Maddr, offset: number): Maddr => (base + offset) as Maddr;
