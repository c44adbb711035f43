
# There are no components.
foreach(_fusebill_component ${${CMAKE_FIND_PACKAGE_NAME}_FIND_COMPONENTS})
  if(${CMAKE_FIND_PACKAGE_NAME}_FIND_REQUIRED_${_fusebill_component})
    set(${CMAKE_FIND_PACKAGE_NAME}_FOUND FALSE)
    set(${CMAKE_FIND_PACKAGE_NAME}_NOT_FOUND_MESSAGE "fusebill has no component ${_fusebill_component}")
  endif()
endforeach()
