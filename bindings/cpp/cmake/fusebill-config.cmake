# find_package(fusebill): the targets fusebill::fusebill (shared) and fusebill::fusebill_static.
get_filename_component(_fusebill_prefix "${CMAKE_CURRENT_LIST_DIR}/../../.." ABSOLUTE)

if(NOT TARGET fusebill::fusebill)
  add_library(fusebill::fusebill SHARED IMPORTED)
  set_target_properties(fusebill::fusebill PROPERTIES
    IMPORTED_LOCATION "${_fusebill_prefix}/lib/libfusebill.so"
    IMPORTED_SONAME "libfusebill.so.0"
    INTERFACE_INCLUDE_DIRECTORIES "${_fusebill_prefix}/include")
endif()

if(NOT TARGET fusebill::fusebill_static)
  add_library(fusebill::fusebill_static STATIC IMPORTED)
  set_target_properties(fusebill::fusebill_static PROPERTIES
    IMPORTED_LOCATION "${_fusebill_prefix}/lib/libfusebill.a"
    INTERFACE_LINK_LIBRARIES "gcc_s;util;rt;pthread;m;dl"
    INTERFACE_INCLUDE_DIRECTORIES "${_fusebill_prefix}/include")
endif()

unset(_fusebill_prefix)
