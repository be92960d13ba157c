/* Faults at the system calls that change files, for tests: counts them in this process and, at the
 * chosen one, kills the process, fails the call, or runs out of disk. Loaded with LD_PRELOAD. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

static int armed = 0;
static long counter = 0, chosen = 0;
static int mode = 0;             /* 1 kill before, 2 kill after half, 3 error, 4 call back */
static int error_number = 0;
static long budget = -1;         /* bytes left on the disk, -1 for no limit */
static void (*callback)(void) = 0;

void fault_arm(long at, int how, int number, long bytes, void (*hook)(void)) {
    counter = 0; chosen = at; mode = how; error_number = number; budget = bytes; callback = hook;
    armed = 1;
}
long fault_disarm(void) { armed = 0; return counter; }

static void die(void) { kill(getpid(), SIGKILL); for (;;) pause(); }

/* Whether this call should fail; `half` tells the caller to do half of it and then die. */
static int strike(int *half) {
    if (!armed) return 0;
    counter++;
    if (counter != chosen) return 0;
    if (mode == 1) die();
    if (mode == 2) { *half = 1; return 0; }
    if (mode == 4) { armed = 0; callback(); armed = 1; return 0; }
    errno = error_number;
    return 1;
}

static int is_file(int fd) {
    struct stat info;
    return fstat(fd, &info) == 0 && S_ISREG(info.st_mode);
}

#define NEXT(name) ((__typeof__(&name)) dlsym(RTLD_NEXT, #name))

static ssize_t guarded_write(int fd, const void *data, size_t size) {
    ssize_t (*next)(int, const void *, size_t) = NEXT(write);
    int half = 0;
    if (!armed || !is_file(fd)) return next(fd, data, size);
    if (strike(&half)) return -1;
    if (half) { next(fd, data, size / 2); die(); }
    if (budget >= 0) {
        if (budget == 0) { errno = ENOSPC; return -1; }
        if ((long) size > budget) size = budget;
        budget -= size;
    }
    return next(fd, data, size);
}
ssize_t write(int fd, const void *data, size_t size) { return guarded_write(fd, data, size); }
ssize_t pwrite64(int fd, const void *data, size_t size, off64_t at) {
    int half = 0;
    if (armed && is_file(fd) && strike(&half)) return -1;
    return NEXT(pwrite64)(fd, data, size, at);
}
ssize_t writev(int fd, const struct iovec *parts, int count) {
    int half = 0;
    if (armed && is_file(fd) && strike(&half)) return -1;
    return NEXT(writev)(fd, parts, count);
}
ssize_t sendfile64(int out, int in, off64_t *at, size_t size) {
    ssize_t (*next)(int, int, off64_t *, size_t) = dlsym(RTLD_NEXT, "sendfile64");
    int half = 0;
    if (armed && strike(&half)) return -1;
    return next(out, in, at, size);
}
ssize_t copy_file_range(int in, off64_t *a, int out, off64_t *b, size_t size, unsigned flags) {
    int half = 0;
    if (armed && strike(&half)) return -1;
    return NEXT(copy_file_range)(in, a, out, b, size, flags);
}
int fsync(int fd) { int h = 0; if (armed && strike(&h)) return -1; return NEXT(fsync)(fd); }
int fdatasync(int fd) { int h = 0; if (armed && strike(&h)) return -1; return NEXT(fdatasync)(fd); }
int rename(const char *a, const char *b) {
    int h = 0; if (armed && strike(&h)) return -1; return NEXT(rename)(a, b);
}
int renameat(int x, const char *a, int y, const char *b) {
    int h = 0; if (armed && strike(&h)) return -1; return NEXT(renameat)(x, a, y, b);
}
int unlink(const char *p) { int h = 0; if (armed && strike(&h)) return -1; return NEXT(unlink)(p); }
int unlinkat(int d, const char *p, int f) {
    int h = 0; if (armed && strike(&h)) return -1; return NEXT(unlinkat)(d, p, f);
}
int rmdir(const char *p) { int h = 0; if (armed && strike(&h)) return -1; return NEXT(rmdir)(p); }
int link(const char *a, const char *b) {
    int h = 0; if (armed && strike(&h)) return -1; return NEXT(link)(a, b);
}
int mkdir(const char *p, mode_t m) {
    int h = 0; if (armed && strike(&h)) return -1; return NEXT(mkdir)(p, m);
}
int mkdirat(int d, const char *p, mode_t m) {
    int h = 0; if (armed && strike(&h)) return -1; return NEXT(mkdirat)(d, p, m);
}
int chmod(const char *p, mode_t m) {
    int h = 0; if (armed && strike(&h)) return -1; return NEXT(chmod)(p, m);
}
int fchmod(int f, mode_t m) {
    int h = 0; if (armed && strike(&h)) return -1; return NEXT(fchmod)(f, m);
}
int ftruncate64(int f, off64_t n) {
    int h = 0; if (armed && strike(&h)) return -1; return NEXT(ftruncate64)(f, n);
}
#define OPEN(name, call, flags)                                   \
    int h = 0; mode_t m = 0;                                      \
    if ((flags) & (O_CREAT | O_TMPFILE)) { va_list l; va_start(l, flags); m = va_arg(l, mode_t); va_end(l); } \
    if (armed && ((flags) & (O_WRONLY | O_RDWR | O_CREAT)) && strike(&h)) return -1; \
    return call;
int open(const char *p, int flags, ...) { OPEN(open, NEXT(open)(p, flags, m), flags) }
int open64(const char *p, int flags, ...) { OPEN(open64, NEXT(open64)(p, flags, m), flags) }
int openat(int d, const char *p, int flags, ...) { OPEN(openat, NEXT(openat)(d, p, flags, m), flags) }
int openat64(int d, const char *p, int flags, ...) { OPEN(openat64, NEXT(openat64)(d, p, flags, m), flags) }
