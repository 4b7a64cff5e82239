#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# translations.sh check|update: resources/translations/assay_en.ts holds the English forms of every text with a
# number (%n). "update" brings new texts in and takes old ones out; "check" fails where it is not up to date, where
# a form is missing, or where lupdate cannot tell which context a text belongs to.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
catalogue=resources/translations/assay_en.ts
lupdate=${LUPDATE:-/usr/lib/qt6/bin/lupdate}

update() {
    "$lupdate" -pluralonly -locations none -no-obsolete -source-language en_US -target-language en_US \
        k8s models ui app -ts "$1" 2>&1
}

case ${1:-} in
update) update "$catalogue" ;;
check)
    folder=$(mktemp -d)
    trap 'rm -r "$folder"' EXIT
    cp "$catalogue" "$folder/now.ts"
    said=$(update "$folder/now.ts")
    status=0
    # lupdate warns where it finds no context, or another than the one that is asked at run time.
    if grep -vE '^(Updating|Stripping|Scanning|    |$|lupdate warning: Specified source language)' <<<"$said"; then
        echo "translations: these texts have no context that could be translated" >&2
        status=1
    fi
    if ! cmp -s "$catalogue" "$folder/now.ts"; then
        diff -u "$catalogue" "$folder/now.ts" >&2 || true
        echo "translations: $catalogue is not up to date: tests/lint/translations.sh update" >&2
        status=1
    fi
    if grep -n 'type="unfinished"' "$catalogue" >&2; then
        echo "translations: $catalogue lacks English forms" >&2
        status=1
    fi
    exit $status
    ;;
*)
    echo "usage: translations.sh check|update" >&2
    exit 2
    ;;
esac
