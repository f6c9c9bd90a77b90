#pragma once

/// One binary for every machine: a function so marked is compiled for x86-64-v4 (AVX-512), v3
/// (AVX2) and the baseline, and the loader takes the widest the processor has. What it calls must
/// be inlined to be widened with it. Elsewhere (ARM: NEON is the baseline) it is compiled once.
///
/// The bits of a result do not depend on the version: nothing is contracted (-ffp-contract=off),
/// and no such function may sum in an order that follows the width. Sanitizers run the baseline:
/// their runtime is not there yet when the loader asks.
#if defined(__x86_64__) && !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
#define ESSMAP_WIDENED __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define ESSMAP_WIDENED
#endif

#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) || \
    __has_feature(undefined_behavior_sanitizer)
#undef ESSMAP_WIDENED
#define ESSMAP_WIDENED
#endif
#endif
