# find_package(notifizz_token) makes two targets:
#   notifizz_token::notifizz_token    the shared library
#   notifizz_token::static            the static one
# Relocatable: the prefix is three folders above this file's, wherever that is.
get_filename_component(_notifizz_token_folder "${CMAKE_CURRENT_LIST_DIR}" REALPATH)
get_filename_component(_notifizz_token_prefix "${_notifizz_token_folder}/../../.." ABSOLUTE)

foreach(_notifizz_token_kind IN ITEMS SHARED STATIC)
  if(_notifizz_token_kind STREQUAL "SHARED")
    set(_notifizz_token_target notifizz_token::notifizz_token)
    set(_notifizz_token_file "libnotifizz_token.so")
  else()
    set(_notifizz_token_target notifizz_token::static)
    set(_notifizz_token_file "libnotifizz_token.a")
  endif()
  if(NOT TARGET ${_notifizz_token_target})
    add_library(${_notifizz_token_target} ${_notifizz_token_kind} IMPORTED)
    set_target_properties(${_notifizz_token_target} PROPERTIES
      IMPORTED_LOCATION "${_notifizz_token_prefix}/lib/${_notifizz_token_file}"
      INTERFACE_INCLUDE_DIRECTORIES "${_notifizz_token_prefix}/include")
  endif()
endforeach()
set_target_properties(notifizz_token::notifizz_token PROPERTIES IMPORTED_SONAME "@SONAME@")

unset(_notifizz_token_folder)
unset(_notifizz_token_prefix)
unset(_notifizz_token_kind)
unset(_notifizz_token_target)
unset(_notifizz_token_file)
