#include "essmap/explorer/explore.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <openssl/evp.h>

#include <algorithm>
#include <span>

#include "essmap/files/atomic_file.hpp"
#include "essmap/files/deflate.hpp"
#include "essmap/files/file.hpp"
#include "page_description.hpp"
#include "page_source.hpp"

namespace essmap::explorer {

namespace {

constexpr int deflate_level = 6;
constexpr std::size_t part_cells = std::size_t{1} << 20U;

/// One layer from one start: what a page inflates at a time.
struct Sheet {
    maps::Layer layer;
    std::size_t start;
};

std::vector<Sheet> sheets_of(const maps::MapDescription& map,
                             const std::vector<maps::Layer>& layers) {
    std::vector<Sheet> sheets;
    for (const bool real : {false, true})  // flags first: they are small, and most asked for
        for (const maps::Layer layer : layers) {
            const auto& info = maps::layer_info(layer);
            const std::size_t starts = info.by_x0 ? map.x0.size() : 1;
            for (std::size_t i = 0; info.real == real && i < starts; ++i)
                sheets.push_back({layer, i});
        }
    return sheets;
}

/// Values as the page stores them: int8, or float32 shuffled.
std::vector<std::byte> stored(const std::vector<double>& values, bool real) {
    if (!real) {
        std::vector<std::byte> bytes(values.size());
        std::ranges::transform(values, bytes.begin(), [](double value) {
            return static_cast<std::byte>(static_cast<signed char>(value));
        });
        return bytes;
    }
    std::vector<float> floats(values.size());
    std::ranges::transform(values, floats.begin(), [](double v) { return static_cast<float>(v); });
    const auto bytes = std::as_bytes(std::span(floats));
    std::vector<std::byte> shuffled(bytes.size());
    files::shuffle(bytes, sizeof(float), shuffled);
    return shuffled;
}

/// Parts of sheets as text of the page.
class Packer {
public:
    explicit Packer(const maps::MapFile& map)
        : map_(map),
          blocks_(map.description().grid.shape(), part_cells),
          compressor_(deflate_level) {}

    [[nodiscard]] std::int64_t parts() const { return blocks_.size(); }

    /// Part of a sheet: deflated, in base64.
    [[nodiscard]] std::string part(const Sheet& sheet, std::int64_t number) {
        const maps::Block block = blocks_.block(number);
        const auto bytes =
            stored(map_.read(sheet.layer, block, sheet.start), maps::layer_info(sheet.layer).real);
        packed_.resize(files::Compressor::bound(bytes.size()));
        const std::size_t size = compressor_.compress(bytes, packed_);
        std::string text(4 * ((size + 2) / 3) + 1, '\0');
        const int length = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()),
                                           reinterpret_cast<const unsigned char*>(packed_.data()),
                                           static_cast<int>(size));
        text.resize(static_cast<std::size_t>(length));
        return text;
    }

    /// Bytes of a sheet's text, from a few of its parts.
    [[nodiscard]] double estimate(const Sheet& sheet) {
        constexpr std::int64_t samples = 4;
        const std::int64_t tried = std::min(samples, parts());
        double sum = 0.0;
        for (std::int64_t i = 0; i < tried; ++i)
            sum += static_cast<double>(part(sheet, i * parts() / tried).size());
        return sum / static_cast<double>(tried) * static_cast<double>(parts());
    }

private:
    const maps::MapFile& map_;
    maps::Blocking blocks_;
    files::Compressor compressor_;
    std::vector<std::byte> packed_;
};

[[noreturn]] void too_large(const PageOptions& options, const std::string& sizes) {
    throw model::InvalidValue(
        "--layers",
        options.layers.empty() ? "all" : fmt::format("{}", fmt::join(options.layers, ",")),
        fmt::format("a page of at most {} MiB, this one has about: {}; leave out the largest",
                    options.size_limit >> 20U, sizes));
}

/// Refuses a page that would be too large before it is written, where that is in question at all.
void check_size(Packer& packer, const std::vector<Sheet>& sheets, const PageOptions& options,
                double cells) {
    double most = 0.0;
    for (const Sheet& sheet : sheets)
        most += cells * (maps::layer_info(sheet.layer).real ? 5.4 : 1.4);
    const auto limit = static_cast<double>(options.size_limit);
    if (most < limit) return;
    double total = 0.0;
    std::vector<std::pair<double, std::string_view>> sizes;
    for (const Sheet& sheet : sheets) {
        const double size = packer.estimate(sheet);
        const auto name = maps::layer_info(sheet.layer).name;
        if (sizes.empty() || sizes.back().second != name) sizes.emplace_back(0.0, name);
        sizes.back().first += size;
        total += size;
    }
    if (total < limit) return;
    std::ranges::sort(sizes, std::ranges::greater{});
    std::string text;
    for (const auto& [size, name] : sizes)
        text += fmt::format("{}{} {:.3g} MiB", text.empty() ? "" : ", ", name, size / 0x1p20);
    too_large(options, text);
}

/// The page on disk, piece after piece.
class PageWriter {
public:
    PageWriter(const std::string& path, const PageOptions& options)
        : temporary_(path), file_(temporary_.name(), O_WRONLY, path), options_(options) {}

    void add(std::string_view text) {
        if (size_ + text.size() > options_.size_limit)
            too_large(options_, "more than was to be expected of it");
        file_.write_at(size_, std::as_bytes(std::span(text)));
        size_ += text.size();
    }
    void add(Packer& packer, const Sheet& sheet) {
        for (std::int64_t i = 0; i < packer.parts(); ++i) {
            add(fmt::format("<script type=\"text/plain\" data-layer=\"{}\" data-start=\"{}\">",
                            maps::layer_info(sheet.layer).name, sheet.start));
            add(packer.part(sheet, i));
            add("</script>\n");
        }
    }
    std::uint64_t commit() {
        temporary_.commit();
        return size_;
    }

private:
    files::TemporaryFile temporary_;
    files::File file_;
    const PageOptions& options_;
    std::uint64_t size_ = 0;
};

/// Layers asked for, in the order of the map.
std::vector<maps::Layer> chosen_layers(const maps::MapDescription& map,
                                       const std::vector<std::string>& names) {
    std::vector<std::string_view> all;
    all.reserve(map.layers.size());
    for (const maps::Layer layer : map.layers) all.push_back(maps::layer_info(layer).name);
    for (const auto& name : names)
        if (std::ranges::find(all, name) == all.end())
            throw model::InvalidValue("--layers", name, fmt::format("{}", fmt::join(all, ", ")));
    std::vector<maps::Layer> chosen;
    for (const maps::Layer layer : map.layers)
        if (names.empty() || std::ranges::find(names, maps::layer_info(layer).name) != names.end())
            chosen.push_back(layer);
    return chosen;
}

}  // namespace

std::uint64_t write_page(const maps::MapFile& map, const PageOptions& options,
                         const std::string& path) {
    const maps::MapDescription& description = map.description();
    const auto layers = chosen_layers(description, options.layers);
    const std::string json = page_description(map, layers, options);
    const auto sheets = sheets_of(description, layers);
    Packer packer(map);
    PageWriter page(path, options);  // before any work: can it be written?
    check_size(packer, sheets, options, static_cast<double>(description.grid.stored_cells()));
    const PageSource source = page_source();
    page.add(source.before_map);
    page.add("<script type=\"application/json\" id=\"map\">" + json + "</script>\n");
    page.add(packer, sheets.front());
    page.add(source.before_layers);
    for (const Sheet& sheet : std::span(sheets).subspan(1)) page.add(packer, sheet);
    page.add(source.after);
    return page.commit();
}

}  // namespace essmap::explorer
