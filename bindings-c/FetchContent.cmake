# For FetchContent and add_subdirectory: the targets of find_package(notifizz_token), visible in all
# of the project that asks for them. Below a prefix nothing reads this file.
cmake_minimum_required(VERSION 3.16)
project(notifizz_token VERSION @VERSION@ LANGUAGES NONE)

if(NOT TARGET notifizz_token::notifizz_token)
  include("${CMAKE_CURRENT_SOURCE_DIR}/lib/cmake/notifizz_token/notifizz_token-config.cmake")
  set_target_properties(notifizz_token::notifizz_token notifizz_token::static PROPERTIES
    IMPORTED_GLOBAL TRUE)
endif()
