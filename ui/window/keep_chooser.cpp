// SPDX-License-Identifier: Apache-2.0
#include "keep_chooser.h"

#include <QComboBox>
#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace assay::ui {

struct KeepWords
{
    Q_DECLARE_TR_FUNCTIONS(KeepWords)
};

QComboBox *makeKeepChooser(const QString &keep)
{
    auto *chooser = new QComboBox;
    chooser->setObjectName(u"keepChooser"_s);
    chooser->setAccessibleName(KeepWords::tr("After a run"));
    chooser->setToolTip(
        KeepWords::tr("Whether what a run created on the cluster is deleted when it ends"));
    chooser->addItem(KeepWords::tr("Always clean up"), u"never"_s);
    chooser->addItem(KeepWords::tr("Keep failed ones"), u"on-failure"_s);
    chooser->addItem(KeepWords::tr("Keep everything"), u"always"_s);
    chooser->setCurrentIndex(chooser->findData(keep));
    return chooser;
}

} // namespace assay::ui
