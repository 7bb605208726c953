# shellcheck shell=bash
go_missing() {
  missing go 'Go 1.21 or later' || c_missing
}
