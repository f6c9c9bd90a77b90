#include "essmap/maps/digest.hpp"

#include <gtest/gtest.h>

#include <cstring>

namespace {

using essmap::maps::ContentDigest;
using essmap::maps::hex;
using essmap::maps::sha256;

TEST(digest, sha256_matches_the_standard_vector) {
    EXPECT_EQ(hex(sha256("abc")),
              "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST(digest, sum_does_not_depend_on_order_but_on_name_and_bytes) {
    const auto bytes = [](const char* text) {
        return std::as_bytes(std::span(text, std::strlen(text)));
    };
    ContentDigest forward;
    forward.add_part("case 0", bytes("one"));
    forward.add_part("case 1", bytes("two"));
    ContentDigest backward;
    backward.add_part("case 1", bytes("two"));
    backward.add_part("case 0", bytes("one"));
    EXPECT_EQ(forward.text(), backward.text());
    ContentDigest swapped;
    swapped.add_part("case 0", bytes("two"));
    swapped.add_part("case 1", bytes("one"));
    EXPECT_NE(forward.text(), swapped.text());
}

TEST(digest, addition_carries_over_all_bytes) {
    essmap::maps::Sha256 ones;
    ones.fill(0xff);
    essmap::maps::Sha256 one{};
    one[0] = 1;
    ContentDigest digest;
    digest.add(ones);
    digest.add(one);  // 2^256 - 1 + 1 = 0
    EXPECT_EQ(digest.text(), std::string(64, '0'));
}

}  // namespace
