/*
 * Preloaded into the processes under test (LD_PRELOAD). Two faults, both told by a file that is mapped in, so that
 * they change while the process runs:
 *   word 0: ms that the wall clock is away from the machine's, as a clock that was never set or that somebody set;
 *   word 1: not 0: fsync and fdatasync answer at once and do nothing, as a card that lies about them, or as
 *           `synchronous = OFF` in SQLite.
 * Monotonic clocks are left alone: that is what a step of the wall clock looks like on a real machine.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static const volatile int64_t none[2];
static const volatile int64_t *control = none;
static int (*real_clock_gettime)(clockid_t, struct timespec *);

__attribute__((constructor)) static void open_control(void) {
  real_clock_gettime = dlsym(RTLD_NEXT, "clock_gettime");
  const char *path = getenv("CHAOS_CONTROL");
  int file = path ? open(path, O_RDONLY | O_CLOEXEC) : -1;
  if (file < 0) return;
  void *page = mmap(NULL, 2 * sizeof(int64_t), PROT_READ, MAP_SHARED, file, 0);
  if (page != MAP_FAILED) control = page;
  close(file);
}

int clock_gettime(clockid_t id, struct timespec *at) {
  int result = real_clock_gettime ? real_clock_gettime(id, at) : (int)syscall(SYS_clock_gettime, id, at);
  if (result != 0 || (id != CLOCK_REALTIME && id != CLOCK_REALTIME_COARSE)) return result;
  int64_t ms = control[0];
  at->tv_sec += ms / 1000;
  at->tv_nsec += ms % 1000 * 1000000;
  if (at->tv_nsec < 0) at->tv_sec -= 1, at->tv_nsec += 1000000000;
  if (at->tv_nsec >= 1000000000) at->tv_sec += 1, at->tv_nsec -= 1000000000;
  return 0;
}

int gettimeofday(struct timeval *restrict at, void *restrict zone) {
  (void)zone;
  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  at->tv_sec = now.tv_sec;
  at->tv_usec = now.tv_nsec / 1000;
  return 0;
}

time_t time(time_t *at) {
  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  if (at) *at = now.tv_sec;
  return now.tv_sec;
}

int fsync(int file) { return control[1] ? 0 : (int)syscall(SYS_fsync, file); }
int fdatasync(int file) { return control[1] ? 0 : (int)syscall(SYS_fdatasync, file); }
