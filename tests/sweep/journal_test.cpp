#include "essmap/sweep/journal.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <random>

#include "essmap/files/errors.hpp"

namespace essmap::sweep {
namespace {

namespace fs = std::filesystem;

constexpr std::int64_t blocks = 40;
constexpr std::size_t chunks = 3;

/// A block of pseudo-random chunks, some of them empty.
maps::PackedBlock block_of(std::int64_t number) {
    std::mt19937 draw(static_cast<unsigned>(number));
    maps::PackedBlock packed;
    packed.block = number;
    packed.statistics.integrations = number * 7;
    packed.digest.add_part("part", std::as_bytes(std::span(&number, 1)));
    for (std::size_t i = 0; i < chunks; ++i) {
        packed.sizes.push_back(static_cast<std::uint32_t>(draw() % 300));
        for (std::uint32_t byte = 0; byte < packed.sizes.back(); ++byte)
            packed.bytes.push_back(static_cast<std::byte>(draw()));
    }
    return packed;
}

class journal : public ::testing::Test {
protected:
    void SetUp() override {
        folder_ = fs::temp_directory_path() / ("essmap-journal-" + std::to_string(::getpid()));
        fs::create_directories(folder_);
        path_ = (folder_ / "journal").string();
        Journal writer(path_, run_);
        for (std::int64_t number = 0; number < 20; ++number) {
            offsets_.push_back(writer.append(block_of(number)));
        }
        writer.sync();
        std::ifstream file(path_, std::ios::binary);
        whole_.assign(std::istreambuf_iterator<char>(file), {});
    }
    void TearDown() override { fs::remove_all(folder_); }

    void rewrite(const std::string& content) const {
        std::ofstream(path_, std::ios::binary | std::ios::trunc) << content;
    }
    [[nodiscard]] JournalScan scan() const { return scan_journal(path_, run_, blocks, chunks); }

    /// Every place found holds what was written; @return their number
    std::size_t check(const JournalScan& found) const {
        const JournalReader reader(path_);
        for (const BlockLocation& place : found.places) {
            maps::PackedBlock packed;
            reader.read(place, packed);
            const auto expected = block_of(place.block);
            EXPECT_EQ(packed.bytes, expected.bytes);
            EXPECT_EQ(packed.sizes, expected.sizes);
            EXPECT_EQ(packed.digest.bytes(), expected.digest.bytes());
            EXPECT_EQ(place.statistics.integrations, expected.statistics.integrations);
            EXPECT_EQ(place.digest.bytes(), expected.digest.bytes());
        }
        return found.places.size();
    }

    maps::Sha256 run_ = maps::sha256("this run");
    fs::path folder_;
    std::string path_;
    std::string whole_;
    std::vector<std::int64_t> offsets_;
};

TEST_F(journal, gives_back_what_was_appended) {
    const auto found = scan();
    EXPECT_EQ(check(found), 20U);
    EXPECT_EQ(found.damaged_at, -1);
    EXPECT_EQ(found.damaged_bytes, 0);
    for (std::size_t i = 0; i < 20; ++i) {
        EXPECT_EQ(found.places[i].block, static_cast<std::int64_t>(i));
        EXPECT_EQ(found.places[i].offset, offsets_[i]);
    }
}

TEST_F(journal, truncated_anywhere_loses_only_the_last_record) {
    for (std::size_t size = 0; size < whole_.size(); size += 13) {
        rewrite(whole_.substr(0, size));
        const auto found = scan();
        const auto whole_records =
            static_cast<std::size_t>(std::ranges::count_if(offsets_, [&](std::int64_t offset) {
                return offset > 0 && static_cast<std::size_t>(offset) <= size;
            }));
        EXPECT_EQ(check(found), whole_records) << size;
        const bool torn = whole_records == 0
                              ? size > 0
                              : static_cast<std::size_t>(offsets_[whole_records]) != size;
        EXPECT_EQ(found.damaged_at >= 0, torn) << size;
    }
}

TEST_F(journal, a_flipped_bit_loses_one_record) {
    for (std::size_t at = 0; at < whole_.size(); at += 7) {
        std::string flipped = whole_;
        flipped[at] = static_cast<char>(flipped[at] ^ (1 << (at % 8)));
        rewrite(flipped);
        const auto found = scan();
        EXPECT_EQ(check(found), 19U) << at;
        const auto hit = std::ranges::upper_bound(offsets_, static_cast<std::int64_t>(at));
        EXPECT_EQ(found.damaged_at, *std::prev(hit)) << at;
    }
}

TEST_F(journal, bytes_lost_or_added_in_the_middle_cost_what_they_touch) {
    std::mt19937 draw(1);
    for (int trial = 0; trial < 200; ++trial) {
        const std::size_t at = draw() % whole_.size();
        const std::size_t count = draw() % 200 + 1;
        std::string changed = whole_;
        if (trial % 2 == 0)
            changed.erase(at, count);
        else
            changed.insert(at, std::string(count, 'E'));
        rewrite(changed);
        EXPECT_GE(check(scan()), 18U) << trial;
    }
}

TEST_F(journal, garbage_and_nothing_hold_nothing) {
    rewrite(std::string(3U << 20U, 'E'));
    auto found = scan();
    EXPECT_TRUE(found.places.empty());
    EXPECT_EQ(found.damaged_bytes, 3 << 20);
    rewrite("");
    EXPECT_TRUE(scan().places.empty());
    fs::remove(path_);
    found = scan();
    EXPECT_TRUE(found.places.empty());
    EXPECT_EQ(found.damaged_at, 0);
}

TEST_F(journal, a_mark_across_two_windows_is_found) {
    // Damage of all lengths around the reader's window of 1 MiB, then the records.
    for (std::size_t length = (1U << 20U) - 12; length < (1U << 20U) + 4; ++length) {
        rewrite(std::string(length, 'x') + whole_);
        EXPECT_EQ(check(scan()), 20U) << length;
    }
}

TEST_F(journal, blocks_of_another_sweep_or_map_are_left_out) {
    auto found = scan_journal(path_, maps::sha256("another run"), blocks, chunks);
    EXPECT_TRUE(found.places.empty());
    EXPECT_EQ(found.foreign, 20);
    found = scan_journal(path_, run_, 10, chunks);
    EXPECT_EQ(found.places.size(), 10U);
    EXPECT_EQ(scan_journal(path_, run_, blocks, chunks + 1).foreign, 20);
}

TEST_F(journal, a_record_damaged_after_the_scan_is_refused) {
    const auto found = scan();
    std::string flipped = whole_;
    flipped[static_cast<std::size_t>(offsets_[4]) + 200] ^= 1;
    rewrite(flipped);
    maps::PackedBlock packed;
    const JournalReader reader(path_);
    EXPECT_THROW(reader.read(found.places[4], packed), files::DataError);
    reader.read(found.places[5], packed);
}

TEST_F(journal, is_never_written_over) { EXPECT_THROW(Journal(path_, run_), files::IoError); }

}  // namespace
}  // namespace essmap::sweep
