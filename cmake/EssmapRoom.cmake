# essmap_room(NAME [PUBLIC target ...] [PRIVATE target ...] [QUICKLY]): the library essmap::NAME of all that is in
# src/ and its folders, with the include root include/ of this room alone: what it does not link to, it cannot include.
# QUICKLY: it is all templates, or its time is spent elsewhere.
function(essmap_room name)
  cmake_parse_arguments(ARG "QUICKLY" "" "PUBLIC;PRIVATE" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS src/*.cpp src/*/*.cpp)
  add_library(essmap_${name} ${sources})
  add_library(essmap::${name} ALIAS essmap_${name})
  target_include_directories(essmap_${name} PUBLIC include)
  target_link_libraries(essmap_${name} PUBLIC ${ARG_PUBLIC} PRIVATE ${ARG_PRIVATE} essmap_options)
  if(ARG_QUICKLY)
    target_compile_options(essmap_${name} PRIVATE ${ESSMAP_QUICKLY})
  endif()
endfunction()
