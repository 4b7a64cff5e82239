// SPDX-License-Identifier: Apache-2.0

// QProcess begins a program in a child that shares this program's memory until it is the other
// (CLONE_VM | CLONE_VFORK). ThreadSanitizer's clone() takes every child for a copy: it notes in
// that memory that all other threads are gone, refuses to let more begin, and overlooks from then
// on whatever the calling thread does. So those children go past it. It is told of all others.

#include <dlfcn.h>
#include <sched.h>
#include <sys/types.h>

#include <cstdarg>

extern "C" __attribute__((no_sanitize("thread"))) int clone(int (*function)(void *), void *stack,
                                                            int flags, void *argument, ...) noexcept
{
    using Clone = int (*)(int (*)(void *), void *, int, void *, ...);
    static const auto told = reinterpret_cast<Clone>(dlsym(RTLD_NEXT, "clone"));
    // Looked up in the C library itself, where nothing stands before it.
    static const auto untold =
        reinterpret_cast<Clone>(dlsym(dlopen("libc.so.6", RTLD_LAZY | RTLD_NOLOAD), "clone"));
    va_list more;
    va_start(more, argument);
    auto *parent = va_arg(more, pid_t *);
    void *storage = va_arg(more, void *);
    auto *child = va_arg(more, pid_t *);
    va_end(more);
    const bool shared = (flags & CLONE_VM) != 0 && (flags & CLONE_VFORK) != 0;
    return (shared ? untold : told)(function, stack, flags, argument, parent, storage, child);
}
