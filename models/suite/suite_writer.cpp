// SPDX-License-Identifier: Apache-2.0
#include <models/suite/suite.h>

#include "base/json_reading.h"
#include "base/yaml_tree.h"

namespace assay::models {

namespace {

//! Writes fields in the order in which people read a test; a mapping of Json would sort them.
class TestWriter
{
public:
    explicit TestWriter(QByteArray &out) : m_out(out) {}

    void field(const char *name, const QString &value)
    {
        begin(name);
        m_out += ' ' + yaml::writeText(value) + '\n';
    }
    void field(const char *name, int value)
    {
        begin(name);
        m_out += ' ' + QByteArray::number(value) + '\n';
    }
    void field(const char *name, const QStringList &values)
    {
        begin(name);
        QByteArrayList entries;
        for (const QString &value : values)
            entries << yaml::writeText(value);
        m_out += " [" + entries.join(", ") + "]\n";
    }
    //! One entry a line, a text of several lines as a block: code is to be read.
    void lines(const char *name, const QStringList &values)
    {
        begin(name);
        m_out += '\n';
        for (const QString &value : values) {
            const QByteArray block = yaml::writeText(value).trimmed();
            m_out += "      - " + QByteArray(block).replace("\n", "\n        ") + '\n';
        }
    }
    void field(const char *name, const Json &value)
    {
        begin(name);
        const QByteArray block = yaml::write(value);
        if (value.empty() || !value.is_structured()) {
            m_out += ' ' + block;
            return;
        }
        m_out += '\n';
        for (const QByteArray &line : block.trimmed().split('\n'))
            m_out += "      " + line + '\n';
    }

private:
    void begin(const char *name)
    {
        m_out += m_first ? "  - " : "    ";
        m_out += name;
        m_out += ':';
        m_first = false;
    }

    QByteArray &m_out;
    bool m_first = true;
};

} // namespace

QByteArray Suite::toYaml() const
{
    const CustomImageTestConfiguration standard;
    QByteArray out = "version: 1\n";
    out += tests.empty() ? "tests: []\n" : "tests:\n";
    for (const CustomImageTestConfiguration &test : tests) {
        TestWriter writer(out);
        writer.field("id", test.id);
        writer.field("namespace", test.nameSpace);
        writer.field("notebook_name", test.notebookName);
        writer.field("custom_image", test.customImage);
        writer.field("packages_to_verify", test.packagesToVerify);
        if (test.timeoutPodReady != standard.timeoutPodReady)
            writer.field("timeout_pod_ready", test.timeoutPodReady);
        if (test.timeoutCommand != standard.timeoutCommand)
            writer.field("timeout_command", test.timeoutCommand);
        if (!test.authAnnotations.isEmpty())
            writer.field("auth_annotations", reading::toObject(test.authAnnotations));
        if (!test.installedPackages.isEmpty())
            writer.field("installed_packages", test.installedPackages);
        if (test.gpuRequired)
            writer.field("gpu_required", Json(true));
        if (!test.notebookCells.isEmpty())
            writer.lines("notebook_cells", test.notebookCells);
        if (!test.workbenchChecks.isEmpty())
            writer.field("workbench_checks", test.workbenchChecks);
        if (!test.logPolicy.isEmpty())
            writer.field("log_policy", Json(test.logPolicy));
        if (!test.resources.is_null())
            writer.field("resources", test.resources);
        if (!test.storage.is_null())
            writer.field("storage", test.storage);
        if (!test.templateOverride.is_null())
            writer.field("template", test.templateOverride);
    }
    return out;
}

} // namespace assay::models
