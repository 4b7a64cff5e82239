// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <models/report/report.h>

#include "models/sample_run.h"

#include <QXmlStreamReader>

//! As text, which a failure can show.
#define COMPARE_JSON(actual, expected)                                                             \
    QCOMPARE(QByteArray::fromStdString(assay::models::Json(actual).dump()),                        \
             QByteArray::fromStdString(assay::models::Json(expected).dump()))

//! Reports of sample runs, and how to look into them.
namespace reports {

using namespace assay::models;
using namespace Qt::StringLiterals;

//! An element of an XML document, enough of it to be asked.
struct Element
{
    QString name;
    QMap<QString, QString> attributes;
    QString text;
    std::vector<Element> children;

    const Element *child(const QString &wanted) const
    {
        for (const Element &c : children) {
            if (c.name == wanted)
                return &c;
        }
        return nullptr;
    }
};

inline Element readElement(QXmlStreamReader &xml)
{
    Element e;
    e.name = xml.name().toString();
    for (const QXmlStreamAttribute &a : xml.attributes())
        e.attributes[a.name().toString()] = a.value().toString();
    while (!xml.atEnd()) {
        xml.readNext();
        if (xml.isStartElement())
            e.children.push_back(readElement(xml));
        else if (xml.isEndElement())
            break;
        else if (xml.isCharacters())
            e.text += xml.text();
    }
    return e;
}

inline Element parseXml(const QByteArray &bytes, QString *error)
{
    QXmlStreamReader xml(bytes);
    xml.readNextStartElement();
    Element root = readElement(xml);
    while (!xml.atEnd())
        xml.readNext();
    *error = xml.hasError() ? xml.errorString() : QString();
    return root;
}

inline ReportInput inputFor(const std::vector<ReportedTest> &tests)
{
    ReportInput input;
    input.title = u"suite.yaml"_s;
    input.at = sample::at(60);
    input.context = u"kind"_s;
    input.server = u"https://cluster.example:6443"_s;
    input.assayVersion = u"0.1.0"_s;
    input.tests = tests;
    return input;
}

inline ReportedTest of(const RunRecord &record)
{
    ReportedTest test;
    test.record = &record;
    return test;
}

inline ReportedTest stopped(ErrorType type, const QString &message)
{
    ReportedTest test;
    test.configuration = sample::configuration();
    test.error = ValidationError{type, message};
    return test;
}

inline Json json(const ReportInput &input)
{
    return Json::parse(renderReport(input, ReportFormat::JsonFile).toStdString());
}

inline QString text(const ReportInput &input, ReportFormat format)
{
    return QString::fromUtf8(renderReport(input, format));
}

} // namespace reports
