# find_package(fusebill): the target fusebill::fusebill. fusebill.dll is in bin: put that in PATH, or the file beside the program.
# With links resolved: /lib may be /usr/lib.
get_filename_component(_fusebill_here "${CMAKE_CURRENT_LIST_DIR}" REALPATH)
get_filename_component(_fusebill_prefix "${_fusebill_here}/../../.." ABSOLUTE)

if(NOT TARGET fusebill::fusebill)
  if(MINGW)
    set(_fusebill_import libfusebill.dll.a)
  else()
    set(_fusebill_import fusebill.lib)
  endif()
  add_library(fusebill::fusebill SHARED IMPORTED)
  set_target_properties(fusebill::fusebill PROPERTIES
    IMPORTED_LOCATION "${_fusebill_prefix}/bin/fusebill.dll"
    IMPORTED_IMPLIB "${_fusebill_prefix}/lib/${_fusebill_import}"
    INTERFACE_INCLUDE_DIRECTORIES "${_fusebill_prefix}/include")
  unset(_fusebill_import)
endif()

unset(_fusebill_here)
unset(_fusebill_prefix)
