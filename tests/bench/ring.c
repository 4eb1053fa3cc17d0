/*
 * The operations of a recorded ring trace, performed by the macros of Xen's ring.h themselves.
 *
 *   gcc -O2 -DKIND_blkif ring.c -o ring && ./ring OPERATIONS REPEATS
 *
 * OPERATIONS is a text file: entries, start index, number of operations, then one "code argument" a line.
 * Prints the nanoseconds that all repeats took and the CRC-32 of the ring at the end, which has to be the recorded one.
 */
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define __XEN_INTERFACE_VERSION__ 0x00040e00
#include <xen/xen.h>
#include <xen/io/ring.h>

/* As tools/include/xen-barrier.h has them for x86. */
#define xen_barrier() asm volatile("" : : : "memory")
#define xen_mb() asm volatile("lock addl $0, -32(%%rsp)" ::: "memory", "cc")
#define xen_rmb() xen_barrier()
#define xen_wmb() xen_barrier()

#if defined(KIND_blkif)
#include <xen/io/blkif.h>
#define NAME blkif
static void fill_req(struct blkif_request *r, uint32_t i) {
    r->operation = i & 1;
    r->nr_segments = 1;
    r->handle = 51712;
    r->id = i;
    r->sector_number = 8ull * i;
    r->seg[0].gref = 8 + i % 1024;
    r->seg[0].first_sect = 0;
    r->seg[0].last_sect = 7;
}
static void fill_rsp(struct blkif_response *r, uint32_t i) {
    r->id = i;
    r->operation = i & 1;
    r->status = 0;
}
#elif defined(KIND_netif_tx)
#include <xen/io/netif.h>
#define NAME netif_tx
static void fill_req(struct netif_tx_request *r, uint32_t i) {
    r->gref = 8 + i % 1024;
    r->offset = i % 64;
    r->flags = 0;
    r->id = (uint16_t)i;
    r->size = 64 + i % 1400;
}
static void fill_rsp(struct netif_tx_response *r, uint32_t i) {
    r->id = (uint16_t)i;
    r->status = 0;
}
#else
struct tiny_request { uint32_t id; };
struct tiny_response { uint32_t id; };
DEFINE_RING_TYPES(tiny, struct tiny_request, struct tiny_response);
#define NAME tiny
static void fill_req(struct tiny_request *r, uint32_t i) { r->id = i; }
static void fill_rsp(struct tiny_response *r, uint32_t i) { r->id = i; }
#endif

#define PASTE_(a, b) a##b
#define PASTE(a, b) PASTE_(a, b)
typedef struct PASTE(NAME, _sring) sring_t;
typedef struct PASTE(NAME, _front_ring) front_t;
typedef struct PASTE(NAME, _back_ring) back_t;

struct op { uint32_t code, arg; };

/* Codes in the order of OPS in ring.ts. */
enum { QUEUE, PUSH_REQ, CONSUME_RSP, CHECK_RSP, FREE, CONSUME_REQ, CHECK_REQ, SET_EVENT, RESPOND, PUSH_RSP, UNCONSUMED, OVERFLOW };

static uint32_t perform(front_t *f, back_t *b, const struct op *op, uint32_t start) {
    uint32_t n = 0, result;
    switch (op->code) {
    case QUEUE:
        for (; n < op->arg && !RING_FULL(f); n++) {
            fill_req(RING_GET_REQUEST(f, f->req_prod_pvt), f->req_prod_pvt - start + 1);
            f->req_prod_pvt++;
        }
        return n;
    case PUSH_REQ:
        RING_PUSH_REQUESTS_AND_CHECK_NOTIFY(f, result);
        return result;
    case CONSUME_RSP:
        for (; n < op->arg && RING_HAS_UNCONSUMED_RESPONSES(f); n++) f->rsp_cons++;
        return n;
    case CHECK_RSP:
        RING_FINAL_CHECK_FOR_RESPONSES(f, result);
        return result;
    case FREE:
        return RING_FREE_REQUESTS(f);
    case CONSUME_REQ:
        for (; n < op->arg && RING_HAS_UNCONSUMED_REQUESTS(b) && !RING_REQUEST_CONS_OVERFLOW(b, b->req_cons); n++) b->req_cons++;
        return n;
    case CHECK_REQ:
        RING_FINAL_CHECK_FOR_REQUESTS(b, result);
        return result;
    case SET_EVENT:
        return b->sring->req_event = b->req_cons + op->arg;
    case RESPOND:
        for (; n < op->arg && b->rsp_prod_pvt != b->req_cons; n++) {
            fill_rsp(RING_GET_RESPONSE(b, b->rsp_prod_pvt), b->rsp_prod_pvt - start + 1);
            b->rsp_prod_pvt++;
        }
        return n;
    case PUSH_RSP:
        RING_PUSH_RESPONSES_AND_CHECK_NOTIFY(b, result);
        return result;
    case UNCONSUMED:
        return RING_HAS_UNCONSUMED_REQUESTS(b);
    case OVERFLOW:
        return RING_REQUEST_PROD_OVERFLOW(b, op->arg);
    }
    return 0;
}

static uint32_t crc32(const uint8_t *p, size_t n) {
    uint32_t c = ~0u;
    while (n--) {
        c ^= *p++;
        for (int k = 0; k < 8; k++) c = c & 1 ? 0xedb88320u ^ (c >> 1) : c >> 1;
    }
    return ~c;
}

int main(int argc, char **argv) {
    uint32_t entries, start, count;
    FILE *in = argc == 3 ? fopen(argv[1], "r") : NULL;
    if (!in || fscanf(in, "%u %u %u", &entries, &start, &count) != 3) return 2;
    struct op *ops = malloc(count * sizeof *ops);
    for (uint32_t i = 0; i < count; i++)
        if (fscanf(in, "%u %u", &ops[i].code, &ops[i].arg) != 2) return 2;

    size_t bytes = offsetof(sring_t, ring) + entries * sizeof(((sring_t *)0)->ring[0]);
    sring_t *page = aligned_alloc(4096, (bytes + 4095) & ~4095ul);
    uint32_t sum = 0;
    struct timespec from, to;
    clock_gettime(CLOCK_MONOTONIC, &from);
    for (long repeat = atol(argv[2]); repeat > 0; repeat--) {
        front_t f = {.req_prod_pvt = start, .rsp_cons = start, .nr_ents = entries, .sring = page};
        back_t b = {.rsp_prod_pvt = start, .req_cons = start, .nr_ents = entries, .sring = page};
        memset(page, 0, bytes);
        SHARED_RING_INIT(page);
        page->req_prod = page->rsp_prod = start;
        page->req_event = page->rsp_event = start + 1;
        for (uint32_t i = 0; i < count; i++) sum += perform(&f, &b, &ops[i], start);
    }
    clock_gettime(CLOCK_MONOTONIC, &to);
    double ns = (to.tv_sec - from.tv_sec) * 1e9 + (to.tv_nsec - from.tv_nsec);
    printf("{\"ns\": %.0f, \"crc\": %u, \"sum\": %u}\n", ns, crc32((uint8_t *)page, bytes), sum);
    return 0;
}
