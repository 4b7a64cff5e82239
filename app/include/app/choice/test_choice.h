// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QMap>
#include <QString>
#include <QStringList>

namespace assay::app {

//! Which tests of which suites are meant, and what they become for this one command.
struct TestChoice
{
    QStringList suites;
    QStringList tests;             //!< ids; empty: all
    QString keywords;              //!< models::KeywordExpression; empty: all
    QString filter;                //!< models::TestFilter; empty: all
    QString image;                 //!< takes the place of custom_image; empty: none does
    QMap<QString, QString> images; //!< the same by a test's id
    QString suffix;                //!< behind namespace and notebook_name; empty: none
    QString pullSecret;            //!< path of a dockerconfigjson; empty: none
};

} // namespace assay::app
