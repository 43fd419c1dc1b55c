#!/usr/bin/env bash
# The data is the pinned version, and it keeps this study's contract.
set -euo pipefail
source data.env
clean verify "$DATA" --digest "$DIGEST"
clean validate "$DATA" --contract validation/articles.py --format "${FORMAT:-text}"
