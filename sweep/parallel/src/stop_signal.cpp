#include "essmap/sweep/stop_signal.hpp"

#include <array>
#include <csignal>

namespace essmap::sweep {

namespace {

// The only thing a signal handler may touch.
volatile std::sig_atomic_t asked_to_stop = 0;

constexpr std::array signals{SIGTERM, SIGUSR1, SIGINT};

extern "C" void ask_to_stop(int /*signal*/) { asked_to_stop = 1; }

}  // namespace

StopSignal::StopSignal() {
    asked_to_stop = 0;
    for (const int signal : signals) {
        struct sigaction action {};
        action.sa_handler = &ask_to_stop;
        action.sa_flags = SA_RESTART;
        if (signal == SIGINT) action.sa_flags |= static_cast<int>(SA_RESETHAND);
        sigaction(signal, &action, nullptr);
    }
}

StopSignal::~StopSignal() {
    for (const int signal : signals) std::signal(signal, SIG_DFL);
}

bool StopSignal::asked() { return asked_to_stop != 0; }

}  // namespace essmap::sweep
