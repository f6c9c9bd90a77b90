    .section .rodata
    .global essmap_page_begin
    .global essmap_page_end
essmap_page_begin:
    .incbin "page.html"
essmap_page_end:
    .byte 0
    .section .note.GNU-stack, "", %progbits
