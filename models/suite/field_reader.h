// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <models/base/yaml.h>
#include <models/suite/configuration_fields.h>
#include <models/suite/suite.h>

namespace assay::models {

//! Reads fields out of the tree of a suite file. What has a wrong type or an unknown name becomes a
//! problem of the file.
class FieldReader
{
public:
    explicit FieldReader(std::vector<SuiteProblem> &problems) : m_problems(problems) {}

    //! Whose problems are reported from now on; `index` is its place in Suite::tests, -1: no
    //! test's.
    void beginTest(const QString &id, int index)
    {
        m_testId = id;
        m_test = index;
    }

    void report(yaml::Position at, const QString &path, const QString &message,
                FieldProblem::Severity severity = FieldProblem::Severity::Error);
    //! Each name that is not known, with the known one that was probably meant; of those that
    //! begin with `beginOfOthers`, where given, nothing is said.
    void checkNames(const yaml::Node &map, const QStringList &known,
                    const QString &beginOfOthers = {});
    void read(const ConfigurationField &field, const yaml::Node &value,
              CustomImageTestConfiguration &c);

private:
    void readInto(QString &out, const QString &path, const yaml::Node &value);
    void readInto(int &out, const QString &path, const yaml::Node &value);
    void readInto(bool &out, const QString &path, const yaml::Node &value);
    void readInto(QStringList &out, const QString &path, const yaml::Node &value);
    void readInto(QMap<QString, QString> &out, const QString &path, const yaml::Node &value);
    void readInto(StartupLogPolicy &out, const QString &path, const yaml::Node &value);
    void readPreset(StartupLogPolicy &out, const QString &path, const yaml::Node &value);
    void readInto(std::vector<StartupLogPolicy::Waiver> &out, const QString &path,
                  const yaml::Node &value);
    void readInto(Json &out, const QString &path, const yaml::Node &value);

    std::vector<SuiteProblem> &m_problems;
    QString m_testId;
    int m_test = -1;
};

} // namespace assay::models
