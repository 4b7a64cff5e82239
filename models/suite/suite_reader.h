// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "field_reader.h"
#include "suite_outline.h"

#include <QMap>

namespace assay::models {

//! Fills a Suite from a document. Lives for one parse.
class SuiteReader
{
public:
    //! `folder` as in Suite::parse().
    SuiteReader(Suite &suite, const QString &folder)
        : m_suite(suite)
        , m_folder(folder)
        , m_fields(suite.problems)
    {
    }

    void read(const yaml::Document &document);
    //! A text, and where its tests begin in it.
    static Suite read(const QByteArray &text, const QString &folder, SuiteOutline &outline);

private:
    using Positions = QMap<QString, yaml::Position>;
    //! What is known of a test beside its values.
    struct Context
    {
        QString testId;
        yaml::Position start;
        Positions positions;                         //!< where the value of each path is written
        QMap<QString, const yaml::Node *> manifests; //!< fields of any depth: searched when asked
        QStringList unread; //!< fields whose value had the wrong type: already reported
    };

    void readRoot(const yaml::Node &root);
    void readVersion(const yaml::Node &root);
    void readDefaults(const yaml::Node &root);
    void readTests(const yaml::Node &root);
    void readTest(const yaml::Node &item);
    void readFields(const yaml::Node &map, const QStringList &names,
                    CustomImageTestConfiguration &c, Context &context);
    void judgeTests();
    static void remember(const yaml::Node &node, const QString &path, Positions &positions);
    static yaml::Position positionOf(const QString &path, const Context &context);

    Suite &m_suite;
    QString m_folder;
    FieldReader m_fields;
    CustomImageTestConfiguration m_defaults;
    Context m_shared;                //!< of the defaults
    std::vector<Context> m_contexts; //!< of each test
};

} // namespace assay::models
