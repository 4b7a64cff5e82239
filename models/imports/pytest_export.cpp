// SPDX-License-Identifier: Apache-2.0
#include <models/imports/pytest_file.h>

#include <models/base/safe_text.h>
#include <models/suite/configuration_fields.h>

#include <QCoreApplication>

namespace assay::models {

using namespace Qt::StringLiterals;
using NoteKind = ImportNote::Kind;

namespace {
struct ExportText
{
    Q_DECLARE_TR_FUNCTIONS(PytestExport)
};
} // namespace

static QString quoted(const QString &text)
{
    QString out = u"\""_s;
    for (const QChar c : text) {
        if (c == u'"' || c == u'\\')
            (out += u'\\') += c;
        else if (c == u'\n')
            out += "\\n"_L1;
        else if (c < u' ' || c == QChar(0x7f))
            out += u"\\x%1"_s.arg(int(c.unicode()), 2, 16, QChar(u'0'));
        else
            out += c;
    }
    return out + u'"';
}

static QString listOf(const QStringList &names)
{
    QStringList words;
    for (const QString &name : names)
        words << quoted(name);
    return u'[' + words.join(", "_L1) + u']';
}

QByteArray pytestParam(const CustomImageTestConfiguration &c)
{
    return u"pytest.param(\n"
           "    {\"name\": %1, \"add-dashboard-label\": True},\n"
           "    {\"name\": %2},\n"
           "    {\"namespace\": %1, \"name\": %2},\n"
           "    {\"custom_image\": %3},\n"
           "    %4,\n"
           "    id=%5,\n"
           ")"_s
               .arg(quoted(c.nameSpace), quoted(c.notebookName), quoted(c.customImage),
                    listOf(c.packagesToVerify), quoted(c.id))
               .toUtf8();
}

//! What that test file has no parameter for.
static QStringList left(const CustomImageTestConfiguration &c)
{
    static const QStringList told{u"id"_s, u"namespace"_s, u"notebook_name"_s, u"custom_image"_s,
                                  u"packages_to_verify"_s};
    QStringList names;
    for (const ConfigurationField &field : configurationFields()) {
        if (!told.contains(field.nameText()) && !hasDefault(field, c))
            names << field.nameText();
    }
    return names;
}

PytestExport exportPytest(const Suite &suite)
{
    PytestExport out;
    out.source =
        "# Parameters of test_custom_image_package_verification: unprivileged_model_namespace,\n"
        "# users_persistent_volume_claim, default_notebook, notebook_image, packages_to_verify.\n"
        "import pytest\n\nCUSTOM_IMAGES = [\n";
    for (const CustomImageTestConfiguration &c : suite.tests) {
        const auto note = [&](NoteKind kind, const QString &sentence) {
            out.notes.push_back({kind, c.id, 0, inShort(sentence)});
        };
        if (const QStringList names = left(c); !names.isEmpty()) {
            note(NoteKind::Skipped,
                 ExportText::tr("What a pytest.param cannot hold was left out: %1.")
                     .arg(names.join(u", "_s)));
            out.source += "    # Not in here: " + names.join(u", "_s).toUtf8() + "\n";
        }
        if (!c.customImage.contains(u"@sha256:"_s))
            note(NoteKind::Remark,
                 ExportText::tr(
                     "The image has no digest: opendatahub-tests refuses an image that is "
                     "not pinned with @sha256:…."));
        for (const QByteArray &line : pytestParam(c).split('\n'))
            out.source += "    " + line + '\n';
        out.source.insert(out.source.size() - 1, ',');
    }
    out.source += "]\n";
    return out;
}

} // namespace assay::models
