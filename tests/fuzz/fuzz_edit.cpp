// SPDX-License-Identifier: Apache-2.0
#include "fuzz.h"

#include <models/suite/suite_text.h>

#include <algorithm>

using namespace assay::models;
using namespace assay::fuzz;
using Configuration = CustomImageTestConfiguration;

static void change(Configuration &test, int what)
{
    switch (what % 6) {
    case 0:
        test.timeoutPodReady = 60 + what;
        break;
    case 1:
        test.packagesToVerify << QStringLiteral("added_%1").arg(what);
        break;
    case 2:
        test.packagesToVerify = test.packagesToVerify.mid(1);
        break;
    case 3:
        test.customImage = QStringLiteral("quay.io/a/b:# %1").arg(what);
        break;
    case 4:
        test.authAnnotations.insert(QStringLiteral("KEY_%1").arg(what),
                                    QStringLiteral("a: 'b'\n- c"));
        break;
    default:
        test.notebookName = QStringLiteral("null");
    }
}

//! The first four bytes choose an edit, the test, a place and what is changed; the rest is a file.
//! What an edit gives says what was asked for, and nothing else of any other test.
int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    if (size < 4)
        return 0;
    const SuiteText text(bytesOf(data + 4, size - 4));
    std::vector<Configuration> wanted = text.suite().tests;
    for (std::size_t test = 0; test < wanted.size(); ++test) {
        const auto range = text.rangeOf(test);
        require(range.first <= range.second && range.second <= text.bytes().size());
        for (const ConfigurationField &field : configurationFields())
            text.originOf(test, field);
    }
    text.testAt(data[2]);
    const std::size_t count = wanted.size();
    const std::size_t at = count > 0 ? data[1] % count : 0;
    SuiteText::Edited edited = tl::unexpected(QStringLiteral("nothing to do"));
    if (data[0] % 5 == 0 || count == 0) {
        Configuration added;
        added.id = QStringLiteral("new");
        change(added, data[3]);
        wanted.insert(wanted.begin() + std::ptrdiff_t(at), added);
        edited = text.withNewTest(at, added);
    } else if (data[0] % 5 == 1) {
        wanted.erase(wanted.begin() + std::ptrdiff_t(at));
        edited = text.without({at});
    } else if (data[0] % 5 == 2) {
        const std::size_t to = data[2] % count;
        const Configuration moved = wanted[at];
        wanted.erase(wanted.begin() + std::ptrdiff_t(at));
        wanted.insert(wanted.begin() + std::ptrdiff_t(to), moved);
        edited = text.withMoved(at, to);
    } else if (data[0] % 5 == 3) {
        Configuration copy = wanted[at];
        copy.id += QStringLiteral("_copy");
        change(copy, data[3]);
        wanted.insert(wanted.begin() + std::ptrdiff_t(at) + 1, copy);
        edited = text.withCopy(at, copy);
    } else {
        change(wanted[at], data[3]);
        edited = text.withTest(at, wanted[at]);
    }
    if (edited)
        require(edited->suite().tests == wanted);
    else
        require(!edited.error().isEmpty());
    return 0;
}
