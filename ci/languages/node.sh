# shellcheck shell=bash
node_missing() { missing node 'Node.js 18 or later' || missing npm 'npm' || true; }
