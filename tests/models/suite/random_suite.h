// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <models/suite/suite.h>

#include <QByteArray>
#include <QRandomGenerator>

namespace assay::tests {

//! Suites as people write them, and worse: comments everywhere, anchors, aliases, merge keys, every
//! style of every value, a byte order mark, returns, no last line end. And edits of their tests.
class RandomSuite
{
public:
    //! Anchors, aliases, merge keys.
    enum class References {
        Many,
        Head, //!< what is named stands above the tests
        None
    };

    explicit RandomSuite(quint32 seed, References references = References::Many)
        : m_random(seed)
        , m_references(references)
    {
    }

    QByteArray text();
    //! Changes one field, whose name is returned.
    QString change(models::CustomImageTestConfiguration &test);
    int below(int count) { return int(m_random.bounded(quint32(count))); }
    bool once(int in) { return below(in) == 0; }

private:
    QByteArray word();
    QString anyText(bool manyLines);
    QByteArray scalar(const QByteArray &plain);
    QByteArray comment();
    QByteArray commentLines(int indent);
    QByteArray list(int indent);
    QByteArray cells(int indent);
    QByteArray annotations(int indent);
    QByteArray resources(int indent);
    QByteArray logPolicy(int indent);
    QByteArray test(int number, int column);
    QByteArray anchor(const char *kind);
    QByteArray alias(const char *kind);
    void change(QStringList &list, bool manyLines);

    QRandomGenerator m_random;
    References m_references;
    QMap<QByteArray, QList<QByteArray>> m_anchors; //!< by kind
    int m_names = 0;
    bool m_inTests = false;
};

} // namespace assay::tests
