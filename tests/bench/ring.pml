/*
 * The scenario shared-ring for the model checker SPIN: the macros of Xen's ring.h and the loops around them, as
 * engine/mechanisms/ring.ts and engine/scenarios/shared-ring/story.ts have them, line by line under the same labels. A line
 * is one d_step, so that this model has exactly the states that the engine has. What a procedure returns with, its locals,
 * is set back to nothing, as a frame that is gone.
 *
 * Parameters: SLOTS (a power of two), REQUESTS; SC leaves the store buffers out, NO_MB the barrier of the consumer's
 * final check.
 */
#ifndef SLOTS
#define SLOTS 2
#endif
#ifndef REQUESTS
#define REQUESTS 3
#endif

/* A line that changes nothing but where its side stands. SPIN takes two `skip` behind each other for one. */
#define LINE assert(true)

#define P 0
#define C 1
#define NONE 255 /* a local that has no value yet */

/* Shared memory. A slot has two words: an id, and the number that is asked about or the answer. */
#define REQ_PROD 0
#define REQ_EVENT 1
#define RSP_PROD 2
#define RSP_EVENT 3
#define ID(index) (4 + 2 * ((index) & (SLOTS - 1)))
#define NUMBER(index) (ID(index) + 1)
byte memory[4 + 2 * SLOTS] = { 0, 1, 0, 1 };

/* x86-TSO: a FIFO of stores for each processor. A load takes what its own processor stored last; a drain is a process. */
#define ROOM 6
typedef Buffer { byte n; byte at[ROOM]; byte value[ROOM] };
Buffer buffer[2];
hidden byte i;

inline drain_oldest(cpu) {
  memory[buffer[cpu].at[0]] = buffer[cpu].value[0];
  buffer[cpu].n--;
  i = 0;
  do
  :: i < buffer[cpu].n ->
     buffer[cpu].at[i] = buffer[cpu].at[i + 1];
     buffer[cpu].value[i] = buffer[cpu].value[i + 1];
     i++
  :: else -> break
  od;
  buffer[cpu].at[buffer[cpu].n] = 0;
  buffer[cpu].value[buffer[cpu].n] = 0;
  i = 0
}
inline drain_all(cpu) {
  do
  :: buffer[cpu].n > 0 -> drain_oldest(cpu)
  :: else -> break
  od
}
inline store(cpu, where, what) {
#ifdef SC
  memory[where] = what;
#else
  assert(buffer[cpu].n < ROOM);
  buffer[cpu].at[buffer[cpu].n] = where;
  buffer[cpu].value[buffer[cpu].n] = what;
  buffer[cpu].n++;
#endif
}
inline load(cpu, where, into) {
  into = memory[where];
  i = 0;
  do
  :: i < buffer[cpu].n ->
     if
     :: buffer[cpu].at[i] == where -> into = buffer[cpu].value[i]
     :: else
     fi;
     i++
  :: else -> break
  od;
  i = 0
}

#ifndef SC
active proctype drain_producer() { end: do :: d_step { buffer[P].n > 0 -> drain_oldest(P) } od }
active proctype drain_consumer() { end: do :: d_step { buffer[C].n > 0 -> drain_oldest(C) } od }
#endif

/* Bells are not shared bytes: whoever sets one asks the hypervisor, which takes a lock. */
bool bell_front, bell_back;
hidden byte x;

/* Indices do not wrap in a run with so few requests. Is the threshold in (old, new]? */
#define MUST_NOTIFY(event, new, old) ((((new) - (event)) & 255) < (((new) - (old)) & 255))

/* RING_PUSH_REQUESTS_AND_CHECK_NOTIFY and its twin: old, new, wmb, publish, mb, check. */
inline push_and_check(cpu, prod, event, pvt) {
  d_step { load(cpu, prod, old) };
  new = pvt;
  LINE;
  d_step { store(cpu, prod, new) };
  d_step { drain_all(cpu) };
  d_step { load(cpu, event, x); notify = MUST_NOTIFY(x, new, old); x = 0; old = NONE; new = NONE }
}

/* if (notify) ring the bell: set, back */
inline ring_if_needed(cpu, bell) {
  if
  :: notify -> d_step { bell = true; drain_all(cpu) }; LINE
  :: else
  fi
}

/* XEN_RING_NR_UNCONSUMED_RESPONSES: rsp */
inline unconsumed_responses() {
  d_step { load(P, RSP_PROD, x); work = x - rsp_cons; x = 0 }
}

/* collect: sleep; rp, rmb, while (read, took); RING_FINAL_CHECK_FOR_RESPONSES; again */
inline collect() {
  d_step { bell_front -> bell_front = false };
  do
  :: d_step { load(P, RSP_PROD, rp) };
     LINE;
     do
     :: rsp_cons != rp ->
        d_step { load(P, NUMBER(rsp_cons), x); answered++; sum = sum + x; x = 0 };
        rsp_cons++
     :: else -> break
     od;
     LINE; /* check calls it: look, found, arm, mb, again, answer */
     LINE;
     unconsumed_responses();
     if
     :: d_step { work > 0 -> more = work; work = NONE }
     :: work == 0 ->
        d_step { store(P, RSP_EVENT, rsp_cons + 1) };
        d_step { drain_all(P) };
        LINE;
        unconsumed_responses();
        d_step { more = work; work = NONE }
     fi;
     if
     :: more > 0
     :: d_step { more == 0 -> rp = NONE; more = NONE }; break
     fi
  od
}

active proctype producer() {
  byte is_full = NONE, notify = NONE, old = NONE, new = NONE, rp = NONE, more = NONE, work = NONE;
  byte req_prod_pvt, rsp_cons, written, answered, sum;

  do
  :: written < REQUESTS -> /* next */
     LINE; /* full calls RING_FULL */
     is_full = (SLOTS - (req_prod_pvt - rsp_cons) == 0);
     if
     :: is_full -> collect(); LINE /* room, again */
     :: else ->
        LINE; /* again */
        d_step { store(P, ID(req_prod_pvt), written); store(P, NUMBER(req_prod_pvt), written + 1) };
        d_step { req_prod_pvt++; written++ };
        LINE; /* batch: of one request */
        LINE; /* push calls it */
        push_and_check(P, REQ_PROD, REQ_EVENT, req_prod_pvt);
        ring_if_needed(P, bell_back);
        LINE /* loop */
     fi
  :: else -> break
  od;
  do
  :: answered < REQUESTS -> collect(); LINE /* rest, more */
  :: else -> break
  od;
  atomic { is_full = NONE; notify = NONE }; /* end */
  end_done: d_step { sum != REQUESTS * (REQUESTS + 1) -> assert(false) }
}

/* XEN_RING_NR_UNCONSUMED_REQUESTS: req, rsp, min */
inline unconsumed_requests() {
  d_step { load(C, REQ_PROD, x); req = x - req_cons; x = 0 };
  rsp = SLOTS - (req_cons - rsp_prod_pvt);
  d_step { work = (req < rsp -> req : rsp); req = NONE; rsp = NONE }
}

active proctype consumer() {
  byte rp = NONE, id = NONE, number = NONE, notify = NONE, more = NONE;
  byte old = NONE, new = NONE, work = NONE, req = NONE, rsp = NONE;
  byte rsp_prod_pvt, req_cons;

  end_sleep: do
  :: d_step { bell_back -> bell_back = false };
     do
     :: d_step { load(C, REQ_PROD, rp) };
        LINE; /* rmb */
        do
        :: req_cons != rp -> /* while */
           if
           :: req_cons - rsp_prod_pvt >= SLOTS -> break /* overflow */
           :: else
           fi;
           d_step { load(C, ID(req_cons), id); load(C, NUMBER(req_cons), number) };
           req_cons++;
           d_step { store(C, ID(rsp_prod_pvt), id); store(C, NUMBER(rsp_prod_pvt), number * 2) };
           rsp_prod_pvt++;
           LINE; /* push calls it */
           push_and_check(C, RSP_PROD, RSP_EVENT, rsp_prod_pvt);
           ring_if_needed(C, bell_front);
           LINE /* next */
        :: else -> break
        od;
        LINE; /* check calls RING_FINAL_CHECK_FOR_REQUESTS: look, found, arm, mb, again, answer */
        LINE;
        unconsumed_requests();
        if
        :: d_step { work > 0 -> more = work; work = NONE }
        :: work == 0 ->
           d_step { store(C, REQ_EVENT, req_cons + 1) };
#ifdef NO_MB
           LINE;
#else
           d_step { drain_all(C) };
#endif
           LINE;
           unconsumed_requests();
           d_step { more = work; work = NONE }
        fi;
        if
        :: more > 0
        :: else -> break
        fi
     od
  od
}
