#!/usr/bin/env bash
# Begins catalog/strimzi/<release>/, and says what is left to a person.
#
#   tools/catalog/strimzi-release.sh CLONE 0.40.0
#
# CLONE is a git clone of Strimzi's repository (bare or not) with its tags. shipped.toml and crds.txt are written by their
# programs, again if they are there. release.toml becomes a copy of that of the release before, unless it is there. Then
# come the files that release.toml names above its tables, as far as the tag has other ones than the release before.
# Needs git, Python 3.9 and PyYAML.
set -euo pipefail
[ $# -eq 2 ] || { sed -n 's/^#   /usage: /p' "$0" >&2; exit 2; }
clone=$1 release=$2
cd "$(dirname "$0")/../.."
catalog=catalog/strimzi
git -C "$clone" rev-parse --quiet --verify "refs/tags/$release^{commit}" > /dev/null || {
    echo "$clone has no tag $release" >&2
    exit 1
}

before() { # the release in the catalogue before this one
    { ls "$catalog"; echo "$release"; } | sort -uV | sed "/^${release//./\\.}\$/,\$d" | tail -n 1
}

named() { # the files above the tables of release.toml, as patterns of git
    sed -n 's/^# *//p' "$1" | grep -oE '[A-Za-z0-9_*./-]+\.(java|adoc|sh|xml)|[A-Za-z0-9_./-]+/Dockerfile' |
        sed -E 's#\.\.\.#**#g; s#^#:(glob)**/#' | sort -u
}

tools/catalog/strimzi-shipped.py "$clone" "$release"
tools/catalog/strimzi-crds.py "$clone" "$release"
older=$(before)
if [ -z "$older" ]; then
    echo "there is no older release in $catalog to copy from" >&2
    exit 1
fi
target=$catalog/$release/release.toml
if [ ! -e "$target" ]; then
    day=$(git -C "$clone" log -1 --format=%cs "refs/tags/$release")
    sed -e "1s/${older//./\\.}/$release/" -e "s/^released = .*/released = \"$day\"/" "$catalog/$older/release.toml" > "$target"
fi
tools/catalog/files.sh
echo "$target says what $older does. What the files that it names have changed since:"
mapfile -t paths < <(named "$target")
git -C "$clone" --no-pager diff --stat=120 "refs/tags/$older" "refs/tags/$release" -- "${paths[@]}" ':(exclude,glob)**/src/test/**'
