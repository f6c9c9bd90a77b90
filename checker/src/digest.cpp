#include "digest.hpp"

#include <fmt/format.h>
#include <openssl/evp.h>

#include <memory>
#include <new>

namespace checker {

Hash sha256(std::string_view name, const void* bytes, std::size_t count) {
    const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(),
                                                                          &EVP_MD_CTX_free);
    Hash hash{};
    if (!context || EVP_DigestInit_ex(context.get(), EVP_sha256(), nullptr) != 1 ||
        EVP_DigestUpdate(context.get(), name.data(), name.size()) != 1 ||
        (count > 0 && EVP_DigestUpdate(context.get(), bytes, count) != 1) ||
        EVP_DigestFinal_ex(context.get(), hash.data(), nullptr) != 1)
        throw std::bad_alloc();
    return hash;
}

std::string hex(const Hash& hash) { return fmt::format("{:02x}", fmt::join(hash, "")); }

void Sum::add(const Hash& part) {
    unsigned carry = 0;
    for (std::size_t i = 0; i < sum_.size(); ++i) {
        carry += unsigned{sum_[i]} + part[i];
        sum_[i] = static_cast<std::uint8_t>(carry & 0xffU);
        carry >>= 8U;
    }
}

void Sum::add_part(const std::string& name, const void* bytes, std::size_t count) {
    add(sha256(name + "\n", bytes, count));
}

}  // namespace checker
