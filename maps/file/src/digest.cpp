#include "essmap/maps/digest.hpp"

#include <fmt/format.h>
#include <openssl/evp.h>

#include <memory>
#include <new>

namespace essmap::maps {

namespace {

class Hasher {
public:
    Hasher() : context_(EVP_MD_CTX_new(), &EVP_MD_CTX_free) {
        if (!context_ || EVP_DigestInit_ex(context_.get(), EVP_sha256(), nullptr) != 1)
            throw std::bad_alloc();
    }
    Hasher& update(const void* bytes, std::size_t count) {
        EVP_DigestUpdate(context_.get(), bytes, count);
        return *this;
    }
    Sha256 finish() {
        Sha256 result{};
        EVP_DigestFinal_ex(context_.get(), result.data(), nullptr);
        return result;
    }

private:
    std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context_;
};

std::string axis_line(const Axis& axis) {
    std::string line = fmt::format("axis {}{}:", axis.name(), axis.discrete() ? " discrete" : "");
    for (std::size_t i = 0; i < axis.size(); ++i)
        line += fmt::format(" {} [{}, {}]", axis.points()[i], axis.lo(i), axis.hi(i));
    return line + "\n";
}

std::string shown_setting(double value) { return fmt::format("{}", value); }
std::string shown_setting(const std::optional<double>& value) {
    return value ? shown_setting(*value) : "none";
}
template <class Enum>
std::string shown_setting(Enum value) {
    return std::string(solver::name_of(value));
}

}  // namespace

Sha256 sha256(std::span<const std::byte> bytes) {
    return Hasher().update(bytes.data(), bytes.size()).finish();
}

Sha256 sha256(std::string_view text) { return Hasher().update(text.data(), text.size()).finish(); }

std::string hex(const Sha256& hash) {
    std::string text;
    for (const std::uint8_t byte : hash) text += fmt::format("{:02x}", byte);
    return text;
}

void ContentDigest::add(const Sha256& part) {
    unsigned carry = 0;
    for (std::size_t i = 0; i < sum_.size(); ++i) {
        carry += static_cast<unsigned>(sum_[i]) + part[i];
        sum_[i] = static_cast<std::uint8_t>(carry & 0xffU);
        carry >>= 8U;
    }
}

void ContentDigest::add(const ContentDigest& other) { add(other.sum_); }

void ContentDigest::add_part(std::string_view name, std::span<const std::byte> bytes) {
    add(Hasher()
            .update(name.data(), name.size())
            .update("\n", 1)
            .update(bytes.data(), bytes.size())
            .finish());
}

ContentDigest ContentDigest::from_bytes(const Sha256& bytes) {
    ContentDigest digest;
    digest.sum_ = bytes;
    return digest;
}

std::string canonical_description(const MapDescription& map) {
    std::string text;
    for (const auto& axis : map.grid.axes) text += axis_line(axis);
    text += axis_line(map.grid.omega);
    text += fmt::format("x0: {}\n", fmt::join(map.x0, " "));
    if (map.regulation)
        LoopSettings::visit(
            [&](const char* name, const auto& value) {
                text += fmt::format("{}: {}\n", name, shown_setting(value));
            },
            *map.regulation);
    else
        text += fmt::format("saturation: {}\n", map.saturation);
    text += "layers:";
    for (const Layer layer : map.layers) text += fmt::format(" {}", layer_info(layer).name);
    return text + fmt::format("\nreal bytes: {}\n", map.real_bytes());
}

std::string part_name(Layer layer, std::int64_t block) {
    return fmt::format("{} {}", layer_info(layer).name, block);
}

}  // namespace essmap::maps
