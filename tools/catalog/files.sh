#!/usr/bin/env bash
# Writes src/catalog/files.rs: the sorted list of the files below catalog/. A test compares it with the folder.
set -euo pipefail
cd "$(dirname "$0")/../.."
{
    echo '//! Every file of `catalog/`, sorted by path. Written by `tools/catalog/files.sh`: not to be edited.'
    echo
    echo '/// Path below `catalog/`, and text.'
    echo '#[rustfmt::skip]'
    echo 'pub(super) const FILES: &[(&str, &str)] = &['
    find catalog -type f \( -name '*.toml' -o -name '*.tsv' -o -name '*.txt' \) | LC_ALL=C sort | sed -E 's#^catalog/(.*)$#    ("\1", include_str!("../../catalog/\1")),#'
    echo '];'
} > src/catalog/files.rs
