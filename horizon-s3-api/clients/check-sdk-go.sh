#!/usr/bin/env bash
. "$(dirname "$0")/shell.sh"

"$HORIZON_CLIENTS_GO/sdk-go/program"
