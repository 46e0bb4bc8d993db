//! The heap in huge pages: one page fault for 2 MiB instead of 512.
//!
//! May import no other module. Ten thousand saved tokens or a token with a thousand certificates take a tenth to a
//! quarter less time so; see docs/PERFORMANCE.md. The driver's allocations in a host are served from the same heap.
//!
//! Pitfall: only glibc's main heap is meant, which serves the first thread; other threads have heaps of their own.

/// Prepares the heap. To be called once, in the first thread, before anything is allocated in earnest.
///
/// Does nothing where the C library or the kernel offers nothing of the kind, and changes no behavior where they refuse.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
#[allow(unsafe_code, reason = "the C library's allocator is set by C functions only")]
pub(crate) fn use_huge_pages() {
    use libc::{M_MMAP_THRESHOLD, M_TOP_PAD, M_TRIM_THRESHOLD, MADV_HUGEPAGE};

    /// Address space only; memory is taken as it is used.
    const ROOM: libc::c_int = 256 << 20;
    /// More than the heap has left, so that it has to grow.
    const MORE: usize = 1 << 20;
    const HUGE: usize = 2 << 20;
    /// The largest that glibc accepts (`DEFAULT_MMAP_THRESHOLD_MAX`).
    const LARGEST: libc::c_int = if size_of::<libc::c_long>() == 8 { 32 << 20 } else { 512 << 10 };

    // SAFETY: mallopt changes numbers of the allocator. The block is freed once. Between it and the end of the heap
    // there is nothing but the allocator's own unused room, for which madvise is a hint that leaves the content alone.
    unsafe {
        // Room that is freed is used again; blocks of their own would be cleared and returned by the kernel each time.
        libc::mallopt(M_TRIM_THRESHOLD, libc::c_int::MAX);
        libc::mallopt(M_MMAP_THRESHOLD, LARGEST);
        libc::mallopt(M_TOP_PAD, ROOM);
        let block = libc::malloc(MORE);
        libc::mallopt(M_TOP_PAD, 1 << 20);
        // The first 2 MiB stay in small pages: few runs need more, and need not have a huge page cleared.
        let from = block.addr().next_multiple_of(HUGE) + HUGE;
        let end = libc::sbrk(0);
        if !block.is_null() && end.addr() > from {
            libc::madvise(end.with_addr(from), end.addr() - from, MADV_HUGEPAGE);
        }
        libc::free(block);
    }
}

/// Nothing is known to gain here.
#[cfg(not(all(target_os = "linux", target_env = "gnu")))]
pub(crate) fn use_huge_pages() {}
