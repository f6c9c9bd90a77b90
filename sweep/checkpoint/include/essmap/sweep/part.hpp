#pragma once

namespace essmap::sweep {

/// Part `number` of `of`, from 1 on; 1 of 1 is the whole.
struct Part {
    int number = 1;
    int of = 1;
};

}  // namespace essmap::sweep
