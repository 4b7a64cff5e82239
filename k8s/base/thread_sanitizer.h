// SPDX-License-Identifier: Apache-2.0
#pragma once

#if defined(__SANITIZE_THREAD__)
#define ASSAY_THREAD_SANITIZER 1
#elif defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define ASSAY_THREAD_SANITIZER 1
#endif
#endif

#ifdef ASSAY_THREAD_SANITIZER
#include <sanitizer/tsan_interface.h>
#define ASSAY_UNSEEN_BY_THREAD_SANITIZER __attribute__((no_sanitize("thread")))
#else
#define ASSAY_UNSEEN_BY_THREAD_SANITIZER
#endif

// Qt's own library is not built for the thread sanitizer, which therefore sees none of the order
// that its events, its pool and its threads keep. These two tell it; elsewhere they are nothing.

namespace assay::k8s {

//! What this thread did until now comes before whatever follows taken() of the same address.
inline void given([[maybe_unused]] void *what)
{
#ifdef ASSAY_THREAD_SANITIZER
    __tsan_release(what);
#endif
}

inline void taken([[maybe_unused]] void *what)
{
#ifdef ASSAY_THREAD_SANITIZER
    __tsan_acquire(what);
#endif
}

} // namespace assay::k8s
