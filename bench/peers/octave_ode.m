#!/usr/bin/octave-cli
## Times to saturation by Octave's ode45 and lsode, at equal achieved error.
##
##   octave-cli -qf bench/peers/octave_ode.m SOLVER_BENCHMARK [--benchmark_filter=REGEX] [--benchmark_min_time=SECONDS]
##
## takes the trajectories of `SOLVER_BENCHMARK --write-sample` and prints Google Benchmark's JSON.
##
##   trajectories/octave_ode45/ERROR            as the paper's authors would with MATLAB: dx/dt = x(1-x)(a+bx) from
##                                              x0, one at a time, until the event x = saturation (which it finds
##                                              by a straight line: no tolerance brings the error to 1e-6)
##   trajectories/octave_lsode/ERROR            lsode knows no events: dt/dx from x0 to saturation, one at a time
##   trajectories/octave_{ode45,lsode}_exchanged/ERROR  the best we could make of them: all at once, logits in place
##                                              of time: dt/ds = L/(a + b sigma(z0 + s L)), s in [0,1]
##
## The tolerance is the loosest of three per decade at which the largest relative error is at most ERROR. Rates are of
## CPU time.
1;

function sample = read_sample(program)
  file = tempname();
  cleanup = onCleanup(@() unlink(file));
  if system(sprintf("'%s' --write-sample '%s'", program, file)) != 0
    error("no sample from %s", program);
  endif
  sample = dlmread(file, ",", 1, 0);
endfunction

function some = first_of_each_start(sample, count)
  some = [];
  for x0 = unique(sample(:, 1))'
    rows = find(sample(:, 1) == x0);
    some = [some; sample(rows(1:min(count, end)), :)];
  endfor
endfunction

function [value, terminal, direction] = saturated(x, saturation)
  value = x - saturation;
  terminal = 1;
  direction = 0;
endfunction

function times = by_ode45(sample, tolerance)
  times = zeros(rows(sample), 1);
  for i = 1:rows(sample)
    [a, b, saturation] = deal(sample(i, 3), sample(i, 4), sample(i, 2));
    options = odeset("RelTol", tolerance, "AbsTol", tolerance, "Events", @(t, x) saturated(x, saturation));
    [~, ~, te] = ode45(@(t, x) x * (1 - x) * (a + b * x), [0, 1000], sample(i, 1), options);
    times(i) = first_or_nan(te);
  endfor
endfunction

function time = first_or_nan(te)
  time = NaN;
  if !isempty(te)
    time = te(1);
  endif
endfunction

function set_lsode(method, tolerance, absolute)
  lsode_options("integration method", method);
  lsode_options("relative tolerance", tolerance);
  lsode_options("absolute tolerance", absolute);
  lsode_options("step limit", 1000000);
endfunction

function times = by_lsode(sample, tolerance)
  set_lsode("stiff", tolerance, tolerance);
  times = zeros(rows(sample), 1);
  for i = 1:rows(sample)
    [a, b] = deal(sample(i, 3), sample(i, 4));
    t = lsode(@(t, x) 1 / (x * (1 - x) * (a + b * x)), 0, sample(i, 1:2), sample(i, 2));
    times(i) = t(end);
  endfor
endfunction

function [rate, start] = exchanged(sample)
  z0 = log(sample(:, 1) ./ (1 - sample(:, 1)));
  span = log(sample(:, 2) ./ (1 - sample(:, 2))) - z0;
  [a, b] = deal(sample(:, 3), sample(:, 4));
  rate = @(s) span ./ (a + b ./ (1 + exp(-z0 - s * span)));
  start = zeros(rows(sample), 1);
endfunction

function times = by_lsode_exchanged(sample, tolerance)
  set_lsode("adams", tolerance, tolerance * 1e-3);
  [rate, start] = exchanged(sample);
  t = lsode(@(t, s) rate(s), start, [0, 1], 1);
  times = t(end, :)';
endfunction

function times = by_ode45_exchanged(sample, tolerance)
  [rate, start] = exchanged(sample);
  options = odeset("RelTol", tolerance, "AbsTol", tolerance * 1e-3);
  [~, t] = ode45(@(s, t) rate(s), [0, 1], start, options);
  times = t(end, :)';
endfunction

function worst = largest_error(sample, times)
  worst = max(abs(times - sample(:, 6)) ./ sample(:, 6));
  if any(isnan(times))
    worst = Inf;
  endif
endfunction

function tolerance = tuned(solver, sample, target)
  third = 6;
  while largest_error(sample, solver(sample, 10 ^ (-third / 3))) > target
    third += 3;
    if third > 40
      error("the error %g is not reached", target);
    endif
  endwhile
  for looser = [third - 2, third - 1]
    if looser >= 6 && largest_error(sample, solver(sample, 10 ^ (-looser / 3))) <= target
      third = looser;
      break;
    endif
  endfor
  tolerance = 10 ^ (-third / 3);
endfunction

function row = measured(name, solver, sample, target, least)
  tolerance = tuned(solver, sample, target);
  iterations = 0;
  start = cputime();
  do
    times = solver(sample, tolerance);
    iterations += 1;
    spent = cputime() - start;
  until spent >= least && spent > 0
  seconds = spent / iterations;
  row = struct("name", name, "run_type", "iteration", "iterations", iterations, "real_time", seconds * 1e3, ...
               "cpu_time", seconds * 1e3, "time_unit", "ms", "items_per_second", rows(sample) / seconds, ...
               "max_relative_error", largest_error(sample, times), "tolerance", tolerance);
endfunction

function value = option(arguments, name, default)
  value = default;
  for argument = arguments
    if strncmp(argument{1}, [name "="], numel(name) + 1)
      value = argument{1}(numel(name) + 2:end);
    endif
  endfor
endfunction

warning("off", "all");  # ode45 warns that the event has ended it
arguments = argv()';
programs = arguments(!strncmp(arguments, "--", 2));
if numel(programs) != 1
  fputs(stderr, "usage: octave_ode.m SOLVER_BENCHMARK [--benchmark_filter=REGEX] [--benchmark_min_time=SECONDS]\n");
  exit(64);
endif
wanted = option(arguments, "--benchmark_filter", ".");
least = str2double(option(arguments, "--benchmark_min_time", "0.1"));
every = read_sample(programs{1});
solvers = {"octave_ode45", @by_ode45, first_of_each_start(every, 8), {"1e-03"};
           "octave_lsode", @by_lsode, first_of_each_start(every, 8), {"1e-03", "1e-06", "1e-09"};
           "octave_ode45_exchanged", @by_ode45_exchanged, every, {"1e-03", "1e-06", "1e-09"};
           "octave_lsode_exchanged", @by_lsode_exchanged, every, {"1e-03", "1e-06", "1e-09"}};
benchmarks = {};
for k = 1:rows(solvers)
  for target = solvers{k, 4}
    name = sprintf("trajectories/%s/%s", solvers{k, 1}, target{1});
    if !isempty(regexp(name, wanted, "once"))
      benchmarks{end + 1} = measured(name, solvers{k, 2}, solvers{k, 3}, str2double(target{1}), least);
    endif
  endfor
endfor
puts(jsonencode(struct("context", struct("executable", "octave_ode.m"), "benchmarks", {benchmarks})));
puts("\n");
