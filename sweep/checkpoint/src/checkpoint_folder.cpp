#include "essmap/sweep/checkpoint_folder.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <utility>

#include "essmap/files/atomic_file.hpp"
#include "essmap/files/errors.hpp"
#include "essmap/maps/digest.hpp"
#include "essmap/sweep/log.hpp"
#include "essmap/text/json.hpp"
#include "essmap/text/quantities.hpp"

namespace essmap::sweep {

namespace fs = std::filesystem;
using nlohmann::json;

namespace {

std::string prefix(const Part& part) { return fmt::format("part-{}-of-{}.", part.number, part.of); }

/// Hash of what a manifest says, to notice damage.
std::string seal(const Manifest& manifest) {
    return maps::hex(maps::sha256(manifest.identity + '\0' + manifest.specification + '\0' +
                                  manifest.name + '\0' + manifest.engine));
}

}  // namespace

CheckpointFolder::CheckpointFolder(std::string path, std::string out)
    : path_(std::move(path)), out_(std::move(out)) {}

bool CheckpointFolder::exists() const {
    std::error_code ignored;
    return fs::is_directory(path_, ignored);
}

void CheckpointFolder::make() const {
    if (out_ != path_) files::output_target(out_);
    std::error_code error;
    fs::create_directory(path_, error);
    if (!error && !exists()) error = std::make_error_code(std::errc::not_a_directory);
    if (error) throw files::IoError(fmt::format("cannot write {}: {}", out_, error.message()));
}

void CheckpointFolder::remove() const {
    // The manifest last: what is left by a kill between still says what it was for.
    std::error_code error;
    for (const auto& name : names())
        if (!error && name != "manifest.json" && name != "lock")
            fs::remove_all(path_ + "/" + name, error);
    if (!error) fs::remove_all(path_, error);
    if (error) throw files::IoError(fmt::format("cannot remove {}: {}", path_, error.message()));
}

void CheckpointFolder::remove_left_over() {
    try {
        lock(std::nullopt);
    } catch (const files::IoError&) {
        return;
    }
    remove();
}

bool CheckpointFolder::hold(const std::string& name, bool shared) {
    const std::string path = path_ + "/" + name;
    while (true) {
        files::File file(path, O_RDWR | O_CREAT, out_);
        const auto lock = file.lock(shared);
        if (lock == files::File::Lock::refused)
            throw files::IoError(fmt::format("cannot write {}: another run is at work on it ({})",
                                             out_, text_of(file)));
        // The other run may have ended, and removed the folder, between open and lock.
        if (!file.is_at(path)) {
            make();
            continue;
        }
        const std::string holder =
            fmt::format("process {} on {} since {}", ::getpid(), host_name(), text::time_text());
        file.truncate(0);
        file.write_at(0, std::as_bytes(std::span(holder)));
        held_.push_back(std::move(file));
        return lock == files::File::Lock::held;
    }
}

bool CheckpointFolder::lock(const std::optional<Part>& part) {
    if (!part || part->of == 1) return hold("lock", false);
    return hold("lock", true) && hold(prefix(*part) + "lock", false);
}

std::optional<Manifest> CheckpointFolder::manifest() const {
    const std::string path = path_ + "/manifest.json";
    if (!fs::exists(path)) return std::nullopt;
    const auto found = text::parse_json(text_of(files::File(path, O_RDONLY)));
    const auto text = [&](const char* key) {
        const bool there = found.is_object() && found.contains(key) && found[key].is_string();
        return there ? found[key].get<std::string>() : std::string();
    };
    const Manifest manifest{text("identity"), text("specification"), text("name"), text("engine")};
    if (manifest.identity.empty() || text("sha256") != seal(manifest)) return std::nullopt;
    return manifest;
}

void CheckpointFolder::write_manifest(const Manifest& manifest) const {
    const json content = {{"identity", manifest.identity},
                          {"specification", manifest.specification},
                          {"name", manifest.name},
                          {"engine", manifest.engine},
                          {"sha256", seal(manifest)}};
    files::write_atomically(path_ + "/manifest.json",
                            content.dump(2, ' ', false, json::error_handler_t::replace) + "\n");
}

std::vector<std::string> CheckpointFolder::names() const {
    std::vector<std::string> names;
    std::error_code error;
    for (const auto& entry : fs::directory_iterator(path_, error))
        names.push_back(entry.path().filename().string());
    std::ranges::sort(names);
    return names;
}

std::vector<std::string> CheckpointFolder::journals(const std::optional<Part>& part) const {
    const std::string wanted = part ? prefix(*part) : "part-";
    std::vector<std::string> paths;
    for (const auto& name : names()) {
        if (!name.starts_with(wanted) || name.find(".rank-") == std::string::npos) continue;
        const std::string path = path_ + "/" + name;
        std::error_code error;
        if (fs::file_size(path, error) > 0 || error) paths.push_back(path);
    }
    return paths;
}

int CheckpointFolder::last_run(const Part& part) const {
    const std::string wanted = prefix(part) + "run-";
    int last = 0;
    for (const auto& name : names())
        if (name.starts_with(wanted))
            last = std::max(last, std::atoi(name.c_str() + wanted.size()));
    return last;
}

std::string CheckpointFolder::run_path(const Part& part, int run) const {
    return fmt::format("{}/{}run-{}.json", path_, prefix(part), run);
}

std::string CheckpointFolder::journal_path(const Part& part, int run, int rank) const {
    return fmt::format("{}/{}run-{}.rank-{}", path_, prefix(part), run, rank);
}

std::vector<std::string> CheckpointFolder::runs() const {
    std::vector<std::string> objects;
    for (const auto& name : names()) {
        if (!name.starts_with("part-") || !name.ends_with(".json")) continue;
        const auto found = text::parse_json(text_of(files::File(path_ + "/" + name, O_RDONLY)));
        if (found.is_object())
            objects.push_back(found.dump(-1, ' ', false, json::error_handler_t::replace));
    }
    return objects;
}

}  // namespace essmap::sweep
