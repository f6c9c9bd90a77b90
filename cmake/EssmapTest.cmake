# essmap_test(NAME [SOURCES ...] LINK ... [PRIVATE_OF room ...] [LABELS unit paper mpi ...]): one GoogleTest program,
# each of its tests known to ctest. SOURCES: default all *_test.cpp. PRIVATE_OF: rooms whose private headers it reads.
include(GoogleTest)

# OpenMPI as root, with more ranks than cores and with OpenMP inside.
set(ESSMAP_MPI_ENVIRONMENT
    OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1 OMPI_MCA_rmaps_base_oversubscribe=1
    OMPI_MCA_hwloc_base_binding_policy=none OMPI_MCA_mpi_yield_when_idle=1)

# What tests that start programs with MPI need besides.
set(ESSMAP_PROGRAM_ENVIRONMENT ${ESSMAP_MPI_ENVIRONMENT})
if(ESSMAP_SANITIZE MATCHES address)
  # OpenMPI keeps memory until the process ends, in plug-ins it has unloaded by then, so that no
  # suppression can name them. The module tests look for leaks.
  list(APPEND ESSMAP_PROGRAM_ENVIRONMENT ASAN_OPTIONS=detect_leaks=0)
elseif(ESSMAP_SANITIZE MATCHES thread)
  # Archer tells the sanitizer what OpenMP's barriers order.
  find_library(ARCHER archer PATHS /usr/lib/llvm-14/lib)
  list(APPEND ESSMAP_PROGRAM_ENVIRONMENT TSAN_OPTIONS=ignore_noninstrumented_modules=1
       OMP_TOOL_LIBRARIES=${ARCHER})
endif()

function(essmap_test name)
  cmake_parse_arguments(ARG "" "" "SOURCES;LINK;LABELS;PRIVATE_OF" ${ARGN})
  if(NOT ARG_SOURCES)
    file(GLOB ARG_SOURCES CONFIGURE_DEPENDS *_test.cpp)
  endif()
  add_executable(${name} ${ARG_SOURCES})
  target_link_libraries(${name} PRIVATE ${ARG_LINK} essmap_options GTest::gtest_main)
  list(TRANSFORM ARG_PRIVATE_OF REPLACE "(.+)" "${PROJECT_SOURCE_DIR}/\\1/src")
  target_include_directories(${name} PRIVATE ${ARG_PRIVATE_OF})
  target_compile_definitions(${name} PRIVATE ESSMAP_TEST_DATA="${PROJECT_SOURCE_DIR}/tests/data")
  target_precompile_headers(${name} PRIVATE <gtest/gtest.h>)
  # Time is spent in what is tested.
  target_compile_options(${name} PRIVATE ${ESSMAP_QUICKLY})
  if(ESSMAP_SANITIZE)
    target_compile_definitions(${name} PRIVATE ESSMAP_FEW_SAMPLES)
  endif()
  if(NOT ARG_LABELS)
    set(ARG_LABELS unit)
  endif()
  add_dependencies(landing ${name})
  if(unit IN_LIST ARG_LABELS)
    add_dependencies(unit_tests ${name})
  endif()
  # A parameter has its number in the name: not all can be shown, and some would show an address.
  gtest_discover_tests(${name} NO_PRETTY_VALUES DISCOVERY_TIMEOUT 60 PROPERTIES LABELS "${ARG_LABELS}")
endfunction()
