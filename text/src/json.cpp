#include "essmap/text/json.hpp"

namespace essmap::text {

namespace {

using nlohmann::json;

/// Follows a text, and stops where it is nested too deep.
class Depth : public nlohmann::json_sax<json> {
public:
    bool null() override { return true; }
    bool boolean(bool) override { return true; }
    bool number_integer(number_integer_t) override { return true; }
    bool number_unsigned(number_unsigned_t) override { return true; }
    bool number_float(number_float_t, const string_t&) override { return true; }
    bool string(string_t&) override { return true; }
    bool binary(binary_t&) override { return true; }
    bool key(string_t&) override { return true; }
    bool start_object(std::size_t) override { return ++depth_ <= deepest_json; }
    bool end_object() override { return --depth_ >= 0; }
    bool start_array(std::size_t) override { return ++depth_ <= deepest_json; }
    bool end_array() override { return --depth_ >= 0; }
    bool parse_error(std::size_t, const std::string&, const nlohmann::detail::exception&) override {
        return false;
    }

private:
    int depth_ = 0;
};

}  // namespace

json parse_json(std::string_view text) {
    Depth depth;
    return json::sax_parse(text, &depth) ? json::parse(text, nullptr, false)
                                         : json(json::value_t::discarded);
}

}  // namespace essmap::text
