# essmap_embed(ROOM NAME FILE): FILE becomes part of the library of a room, between the symbols essmap_NAME_begin and
# essmap_NAME_end.
function(essmap_embed room name file)
  set(source ${CMAKE_CURRENT_BINARY_DIR}/${name}.S)
  file(
    CONFIGURE
    OUTPUT ${source}
    CONTENT
      ".section .rodata
.global essmap_${name}_begin
.global essmap_${name}_end
essmap_${name}_begin:
.incbin \"${file}\"
essmap_${name}_end:
.byte 0
.section .note.GNU-stack, \"\", %progbits
")
  set_source_files_properties(${source} PROPERTIES OBJECT_DEPENDS ${file})
  target_sources(essmap_${room} PRIVATE ${source})
endfunction()
