/* Counts the operations that change files below one folder, and at one of them kills the process or fails.
 *
 * Preloaded, so that it sees what Python and what libraries in C++ do. The control block is a mapped file that the
 * test shares: see faults.py, which writes it. A log of the operations, with the bytes, is for replays of a power loss.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

enum { COUNT = 0, KILL = 1, FAIL = 2, SHORT = 3 };

struct control {
    int64_t is_armed, n_seen, at, mode, error, is_sticky, has_log;
    char root[1024], log[1024];
};

static struct control *control;
static int log_fd = -1;

__attribute__((constructor)) static void begin(void) {
    const char *path = getenv("FAULTS_CONTROL");
    int fd = path ? open(path, O_RDWR | O_CLOEXEC) : -1;
    if (fd < 0) return;
    control = mmap(NULL, sizeof *control, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    if (control == MAP_FAILED) control = NULL;
}

#define REAL(name) static __typeof__(&name) real; if (!real) real = (__typeof__(&name))dlsym(RTLD_NEXT, #name)

static int whole(int dir, const char *path, char *out) {
    char base[PATH_MAX];
    if (path[0] == '/') { snprintf(out, PATH_MAX, "%s", path); return 1; }
    if (dir == AT_FDCWD) { if (!getcwd(base, sizeof base)) return 0; }
    else {
        char link[64];
        snprintf(link, sizeof link, "/proc/self/fd/%d", dir);
        ssize_t n = readlink(link, base, sizeof base - 1);
        if (n < 0) return 0;
        base[n] = 0;
    }
    snprintf(out, PATH_MAX, "%.2000s/%.2000s", base, path);
    return 1;
}

static int of_fd(int fd, char *out) {
    char link[64];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t n = readlink(link, out, PATH_MAX - 1);
    if (n < 0) return 0;
    out[n] = 0;
    return 1;
}

static int is_ours(const char *path) {
    if (!control || !control->is_armed) return 0;
    size_t n = strlen(control->root);
    return !strncmp(path, control->root, n) && (path[n] == '/' || !path[n]);
}

static void say(const char *what, const char *path, const char *other, int64_t inode, int64_t offset, const void *data, int64_t n) {
    if (!control->has_log) return;
    if (log_fd < 0) {
        REAL(open);
        log_fd = real(control->log, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
    }
    char head[2 * PATH_MAX + 200];
    int size = snprintf(head, sizeof head, "%s\t%s\t%s\t%lld\t%lld\t%lld\n", what, path, other ? other : "", (long long)inode, (long long)offset, (long long)n);
    struct iovec parts[2] = {{head, size}, {(void *)data, data ? n : 0}};
    REAL(writev);
    if (real(log_fd, parts, 2) < 0) abort();
}

/* 0: go on. 1: fail with errno set. 2: write a part only. */
static int fate(void) {
    int64_t n = __atomic_add_fetch(&control->n_seen, 1, __ATOMIC_SEQ_CST);
    if (control->mode == COUNT || n < control->at || (n > control->at && !control->is_sticky)) return 0;
    if (control->mode == KILL) { kill(getpid(), SIGKILL); for (;;) pause(); }
    if (control->mode == SHORT) return 2;
    errno = (int)control->error;
    return 1;
}

static int64_t inode_of(int fd) { struct stat s; return fstat(fd, &s) ? -1 : (int64_t)s.st_ino; }

static int opened(int dir, const char *path, int flags, int mode, int is64) {
    REAL(openat);
    (void)is64;
    char name[PATH_MAX];
    int changes = (flags & (O_CREAT | O_TRUNC)) != 0;
    if (!changes || !control || !control->is_armed || !whole(dir, path, name) || !is_ours(name)) return real(dir, path, flags, mode);
    if (fate() == 1) return -1;
    struct stat s;
    int was = !fstatat(dir, path, &s, 0);
    int fd = real(dir, path, flags, mode);
    if (fd >= 0) {
        if (!was) say("create", name, NULL, inode_of(fd), 0, NULL, 0);
        else if (flags & O_TRUNC) say("truncate", name, NULL, inode_of(fd), 0, NULL, 0);
    }
    return fd;
}

#define MODE int mode = 0; if (flags & (O_CREAT | O_TMPFILE)) { va_list a; va_start(a, flags); mode = va_arg(a, int); va_end(a); }
int open(const char *path, int flags, ...) { MODE return opened(AT_FDCWD, path, flags, mode, 0); }
int open64(const char *path, int flags, ...) { MODE return opened(AT_FDCWD, path, flags, mode, 1); }
int openat(int dir, const char *path, int flags, ...) { MODE return opened(dir, path, flags, mode, 0); }
int openat64(int dir, const char *path, int flags, ...) { MODE return opened(dir, path, flags, mode, 1); }
int creat(const char *path, mode_t mode) { return opened(AT_FDCWD, path, O_CREAT | O_TRUNC | O_WRONLY, mode, 0); }

static ssize_t put(int fd, const void *data, size_t n, int64_t offset, int is_at) {
    static __typeof__(&write) real_write;
    static __typeof__(&pwrite) real_pwrite;
    if (!real_write) { real_write = dlsym(RTLD_NEXT, "write"); real_pwrite = dlsym(RTLD_NEXT, "pwrite"); }
    char name[PATH_MAX];
    int ours = control && control->is_armed && of_fd(fd, name) && is_ours(name);
    if (ours) {
        int what = fate();
        if (what == 1) return -1;
        if (what == 2 && n > 1) n = n / 2;
        if (!is_at) {
            struct stat s;
            int flags = fcntl(fd, F_GETFL);
            offset = (flags & O_APPEND) && !fstat(fd, &s) ? s.st_size : lseek(fd, 0, SEEK_CUR);
        }
        say("write", name, NULL, inode_of(fd), offset, data, (int64_t)n);
    }
    return is_at ? real_pwrite(fd, data, n, offset) : real_write(fd, data, n);
}
ssize_t write(int fd, const void *data, size_t n) { return put(fd, data, n, 0, 0); }
ssize_t pwrite(int fd, const void *data, size_t n, off_t offset) { return put(fd, data, n, offset, 1); }
ssize_t pwrite64(int fd, const void *data, size_t n, off64_t offset) { return put(fd, data, n, offset, 1); }
ssize_t writev(int fd, const struct iovec *parts, int count) {
    char name[PATH_MAX];
    if (!(control && control->is_armed && of_fd(fd, name) && is_ours(name))) { REAL(writev); return real(fd, parts, count); }
    ssize_t sum = 0;
    for (int i = 0; i < count; i++) {
        ssize_t n = put(fd, parts[i].iov_base, parts[i].iov_len, 0, 0);
        if (n < 0) return sum ? sum : n;
        sum += n;
        if ((size_t)n < parts[i].iov_len) break;
    }
    return sum;
}

#define ON_FD(name, what, args, call, n) int name args { REAL(name); char path[PATH_MAX]; \
    if (control && control->is_armed && of_fd(fd, path) && is_ours(path)) { int what_now = fate(); if (what_now == 1) return -1; int done = call; if (!done) say(what, path, NULL, inode_of(fd), n, NULL, 0); return done; } \
    return call; }
ON_FD(fsync, "fsync", (int fd), real(fd), 0)
ON_FD(fdatasync, "fsync", (int fd), real(fd), 0)
ON_FD(ftruncate, "resize", (int fd, off_t n), real(fd, n), n)
ON_FD(ftruncate64, "resize", (int fd, off64_t n), real(fd, n), n)

#define ON_PATH(name, what, args, dir, call) int name args { REAL(name); char whole_name[PATH_MAX]; \
    if (control && control->is_armed && whole(dir, path, whole_name) && is_ours(whole_name)) { int what_now = fate(); if (what_now == 1) return -1; int done = call; if (!done) say(what, whole_name, NULL, 0, 0, NULL, 0); return done; } \
    return call; }
ON_PATH(mkdir, "mkdir", (const char *path, mode_t mode), AT_FDCWD, real(path, mode))
ON_PATH(mkdirat, "mkdir", (int dir, const char *path, mode_t mode), dir, real(dir, path, mode))
ON_PATH(rmdir, "remove", (const char *path), AT_FDCWD, real(path))
ON_PATH(unlink, "remove", (const char *path), AT_FDCWD, real(path))
ON_PATH(unlinkat, "remove", (int dir, const char *path, int flags), dir, real(dir, path, flags))

#define ON_RENAME(name, args, from_dir, to_dir, call) int name args { REAL(name); char a[PATH_MAX], b[PATH_MAX]; \
    if (control && control->is_armed && whole(from_dir, from, a) && whole(to_dir, to, b) && (is_ours(a) || is_ours(b))) { \
        int what_now = fate(); if (what_now == 1) return -1; int done = call; if (!done) say("rename", a, b, 0, 0, NULL, 0); return done; } \
    return call; }
ON_RENAME(rename, (const char *from, const char *to), AT_FDCWD, AT_FDCWD, real(from, to))
ON_RENAME(renameat, (int from_dir, const char *from, int to_dir, const char *to), from_dir, to_dir, real(from_dir, from, to_dir, to))
ON_RENAME(renameat2, (int from_dir, const char *from, int to_dir, const char *to, unsigned flags), from_dir, to_dir, real(from_dir, from, to_dir, to, flags))

/* A clock that is off by FAULTS_CLOCK_S seconds; the monotonic one goes on as it does. */
#include <sys/time.h>
#include <time.h>
static time_t shift(void) { const char *s = getenv("FAULTS_CLOCK_S"); return s ? (time_t)atoll(s) : 0; }
int clock_gettime(clockid_t id, struct timespec *t) {
    REAL(clock_gettime);
    int done = real(id, t);
    if (!done && (id == CLOCK_REALTIME || id == CLOCK_REALTIME_COARSE)) t->tv_sec += shift();
    return done;
}
int gettimeofday(struct timeval *t, void *zone) {
    static int (*real)(struct timeval *, void *);
    if (!real) real = dlsym(RTLD_NEXT, "gettimeofday");
    int done = real(t, zone);
    if (!done) t->tv_sec += shift();
    return done;
}
time_t time(time_t *to) {
    static time_t (*real)(time_t *);
    if (!real) real = dlsym(RTLD_NEXT, "time");
    time_t now = real(NULL) + shift();
    if (to) *to = now;
    return now;
}
