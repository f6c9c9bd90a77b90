#include "shapley_checkpoint.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "essmap/files/atomic_file.hpp"
#include "essmap/files/errors.hpp"
#include "essmap/maps/digest.hpp"
#include "essmap/sweep/run_identity.hpp"
#include "essmap/text/json.hpp"

namespace essmap::shapley {

namespace {

using nlohmann::json;

constexpr std::size_t hash_size = std::tuple_size_v<maps::Sha256>;

/// What stands before its own SHA-256; empty where that is another.
std::string_view checked_body(std::string_view bytes) {
    if (bytes.size() <= hash_size) return {};
    const auto body = bytes.substr(0, bytes.size() - hash_size);
    const auto same = [](char a, std::uint8_t b) { return static_cast<std::uint8_t>(a) == b; };
    return std::ranges::equal(bytes.substr(body.size()), maps::sha256(body), same)
               ? body
               : std::string_view();
}

/// @throws json::exception for what is none
ShapleyCheckpoint checkpoint_of(const std::string& path, const json& content,
                                const std::string& identity, std::size_t state_size,
                                std::size_t width) {
    const auto there = content.at("identity").get<std::string>();
    if (there != identity)
        throw files::DataError(fmt::format("{}: the checkpoint is of another run: {}", path,
                                           sweep::first_difference(there, identity)));
    shapley::ShapleyCheckpoint checkpoint{
        content.at("next"), content.at("state"), {content.at("items"), content.at("numbers")}};
    if (checkpoint.next < 0 || checkpoint.state.size() != state_size ||
        checkpoint.pending.numbers.size() != checkpoint.pending.items.size() * width)
        throw json::other_error::create(501, "other sizes", &content);
    return checkpoint;
}

}  // namespace

void write_checkpoint(const std::string& path, const std::string& identity,
                      const ShapleyCheckpoint& checkpoint) {
    const json content{{"identity", identity},
                       {"next", checkpoint.next},
                       {"state", checkpoint.state},
                       {"items", checkpoint.pending.items},
                       {"numbers", checkpoint.pending.numbers}};
    std::string bytes;
    json::to_cbor(content, bytes);
    const auto hash = maps::sha256(bytes);
    bytes.append(hash.begin(), hash.end());
    files::write_atomically(path, bytes);
}

ShapleyCheckpoint parse_checkpoint(const std::string& path, std::string_view bytes,
                                   const std::string& identity, std::size_t state_size,
                                   std::size_t width) {
    try {
        return checkpoint_of(path, text::parse_cbor(checked_body(bytes)), identity, state_size,
                             width);
    } catch (const json::exception&) {
        throw files::DataError(
            path + ": not a whole checkpoint of this essmap's shapley; remove it to begin anew");
    }
}

}  // namespace essmap::shapley
