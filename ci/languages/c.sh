# shellcheck shell=bash
c_missing() { missing "${CC:-cc}" 'a C compiler (build-essential)' || missing pkg-config 'pkg-config' || true; }
