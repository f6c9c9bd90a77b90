#include "essmap/files/deflate.hpp"

#include <fmt/format.h>
#include <isa-l/igzip_lib.h>
#include <libdeflate.h>

#include <array>
#include <cstdint>
#include <new>
#include <stdexcept>

namespace essmap::files {

void shuffle(std::span<const std::byte> from, std::size_t width, std::span<std::byte> to) {
    const std::size_t count = from.size() / width;
    for (std::size_t byte = 0; byte < width; ++byte)
        for (std::size_t i = 0; i < count; ++i) to[byte * count + i] = from[i * width + byte];
}

class Compressor::Impl {
public:
    explicit Impl(int level) {
        if (level > 1) {
            smaller_.reset(libdeflate_alloc_compressor(level));
            if (!smaller_) throw std::bad_alloc();
        } else {
            fast_ = std::make_unique<Fast>();
        }
    }

    std::size_t compress(std::span<const std::byte> from, std::span<std::byte> to) {
        return smaller_ ? libdeflate_zlib_compress(smaller_.get(), from.data(), from.size(),
                                                   to.data(), to.size())
                        : compress_fast(from, to);
    }

private:
    struct Fast {
        isal_zstream stream;
        std::array<std::uint8_t, ISAL_DEF_LVL1_DEFAULT> buffer;
    };
    struct Free {
        void operator()(libdeflate_compressor* compressor) const {
            libdeflate_free_compressor(compressor);
        }
    };

    std::size_t compress_fast(std::span<const std::byte> from, std::span<std::byte> to) {
        isal_zstream& stream = fast_->stream;
        isal_deflate_stateless_init(&stream);
        stream.level = 1;
        stream.level_buf = fast_->buffer.data();
        stream.level_buf_size = static_cast<std::uint32_t>(fast_->buffer.size());
        stream.gzip_flag = IGZIP_ZLIB;
        stream.end_of_stream = 1;
        // It only reads them.
        stream.next_in =
            const_cast<std::uint8_t*>(reinterpret_cast<const std::uint8_t*>(from.data()));
        stream.avail_in = static_cast<std::uint32_t>(from.size());
        stream.next_out = reinterpret_cast<std::uint8_t*>(to.data());
        stream.avail_out = static_cast<std::uint32_t>(to.size());
        if (const int error = isal_deflate_stateless(&stream); error != COMP_OK)
            throw std::runtime_error(fmt::format("ISA-L cannot deflate a chunk: error {}", error));
        return stream.total_out;
    }

    std::unique_ptr<Fast> fast_;
    std::unique_ptr<libdeflate_compressor, Free> smaller_;
};

Compressor::Compressor(int level) : impl_(std::make_unique<Impl>(level)) {}
Compressor::~Compressor() = default;
Compressor::Compressor(Compressor&&) noexcept = default;

std::size_t Compressor::bound(std::size_t size) {
    return libdeflate_zlib_compress_bound(nullptr, size);
}

std::size_t Compressor::compress(std::span<const std::byte> from, std::span<std::byte> to) {
    return impl_->compress(from, to);
}

}  // namespace essmap::files
