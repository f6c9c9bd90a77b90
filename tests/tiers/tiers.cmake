# The tiers of the tests, read by ctest: ./run-tests leaves out the label `full`, ./run-tests --all and an
# explicit -R or -L do not. Beside each test stand its seconds on two cores; the longest of a run begin first.
# A test that is in no list is of the landing tier.
#
# A test belongs to the long ones where a shorter one of the landing tier notices most of what it does.
cmake_minimum_required(VERSION 3.22)
set(long_tests
    # all cases of tests of which the landing tier has some
    "cli.hostile.all 410"
    "cli.kill.all 150"
    "cli.kill_shapley.all 60"
    "cli.resume.all 80"
    "slurm.jobs.all 75"
    "cli.regimes.all 43"
    "cli.check.all 39"
    "cli.recommend.all 28"
    "cli.damaged.all 25"
    # what other tools prove of the contract, which the properties of essmap prove too
    "evm.proof_peers 55"
    # the contracts as other settings of the compiler make them: those of the landing tier are what is deployed
    "evm/sharing_contract.lives_the_same_life/paper_via_ir 15"
    "evm/sharing_contract.lives_the_same_life/newest_via_ir 15"
    "evm/pure_transitions.agree_bit_for_bit/paper_via_ir 10"
    "evm/pure_transitions.agree_bit_for_bit/newest_via_ir 10"
    # many samples
    "rank_mixture.no_passage_through_saturation_is_stepped_over 48"
    "balance.64_ranks 39"
    # the comparison of the benchmarks' programs; those themselves, and the corpora of the fuzzers without sanitizers,
    # have the label where they are made
    "bench.compare 31"
    "bench.files 23")
set(landing_tests
    "cli.documentation 68"
    "cli.shapley 50"
    "cli.paving 48"
    "cli.ranks 46"
    "cli.finished 46"
    "cli.digest 46"
    "cli.hostile 40"
    "cli.resume 40"
    "cli.explore_page 38"
    "branch_coverage.differential_tests_take_the_branches_of_the_contract 37"
    "slurm.jobs 30"
    "cli.terminal 29"
    "counterexamples.replay_on_the_concrete_contract 25"
    "cli.regimes 20"
    "evm.deploy 18"
    "cli.verify 18"
    "cli.kill 18"
    "cli.kill_shapley 15"
    "cli.dry_run 20"
    "evm/sharing_contract.lives_the_same_life/paper_optimized 15"
    "evm/sharing_contract.lives_the_same_life/newest_optimized 15"
    "cli.failures 14"
    "cli.check 14"
    "replay.every_counterexample_of_the_published_contracts_fails_alike_on_an_evm 14"
    "published_on_evm.nsp_is_the_template_bit_for_bit 14"
    "published_on_evm.sgm_is_the_template_bit_for_bit 13"
    "cli.recommend 13"
    "recommendation.no_point_of_ten_million_in_the_box_breaks_a_wish 12"
    "cli.files 11"
    "shapley_sampling.intervals_cover_rare_pivots 10"
    "random_boxes.a_million_points_inside_certified_boxes_have_the_certified_case 9"
    "gas.of_every_call_is_predicted 9"
    "gas.is_missed_where_a_constant_is_off 22")

foreach(test IN LISTS long_tests landing_tests)
  string(REGEX MATCH "^(.*) ([0-9]+)$" matched "${test}")
  set(name "${CMAKE_MATCH_1}")
  set_tests_properties("${name}" PROPERTIES COST ${CMAKE_MATCH_2})
  if(test IN_LIST long_tests)
    set_tests_properties("${name}" PROPERTIES LABELS full)
  endif()
endforeach()
